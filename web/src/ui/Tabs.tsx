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
  children,
}: {
  label: string;
  tabs: readonly Tab<Name>[];
  open: Name;
  onOpen: (name: Name) => void;
  children: ReactNode;
}) {
  return (
    <Base.Root value={open} onValueChange={(name: Name) => onOpen(name)}>
      <Base.List className={style.list} aria-label={label}>
        {tabs.map((tab) => (
          <Base.Tab key={tab.name} value={tab.name} className={style.tab}>
            {tab.label}
          </Base.Tab>
        ))}
      </Base.List>
      <Base.Panel value={open} tabIndex={-1}>
        {children}
      </Base.Panel>
    </Base.Root>
  );
}
