import { Tabs as Base } from "@base-ui/react/tabs";
import type { ReactNode } from "react";

import style from "./Tabs.module.css";

export type Tab<Name extends string> = { name: Name; label: ReactNode };

/** Several views of one thing. `children` is the one that is open. */
export function Tabs<Name extends string>({
  label,
  tabs,
  open,
  onOpen,
  beside,
  fill = false,
  children,
}: {
  label: string;
  tabs: readonly Tab<Name>[];
  open: Name;
  onOpen: (name: Name) => void;
  /** What stands at the right of the tabs. */
  beside?: ReactNode;
  /** Whether the open one takes all the height that is left, and scrolls within itself. */
  fill?: boolean;
  children: ReactNode;
}) {
  return (
    <Base.Root
      className={fill ? style.filling : ""}
      value={open}
      onValueChange={(name: Name) => onOpen(name)}
    >
      <div className={style.head}>
        <Base.List className={style.list} aria-label={label}>
          {tabs.map((tab) => (
            <Base.Tab key={tab.name} value={tab.name} className={style.tab}>
              {tab.label}
            </Base.Tab>
          ))}
        </Base.List>
        {beside && <div className={style.beside}>{beside}</div>}
      </div>
      <Base.Panel value={open} tabIndex={-1} className={fill ? style.filled : ""}>
        {children}
      </Base.Panel>
    </Base.Root>
  );
}
