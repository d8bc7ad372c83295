import { Menu as Base } from "@base-ui/react/menu";
import type { ReactElement, ReactNode } from "react";

import { Icon, type IconName } from "./Icon";
import style from "./Menu.module.css";

/** What opens when `trigger` (a button) is pressed. */
export function Menu({
  trigger,
  heading,
  opened = false,
  children,
}: {
  trigger: ReactElement;
  heading?: ReactNode;
  /** Whether it is open from the start. */
  opened?: boolean;
  children: ReactNode;
}) {
  return (
    <Base.Root defaultOpen={opened}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="start" className={style.layer}>
          <Base.Popup className={style.menu}>
            {heading && <div className={style.heading}>{heading}</div>}
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** A menu at something that is no button, such as a cell of a table; it is there while it is open. */
export function MenuAt({
  anchor,
  heading,
  onClose,
  children,
}: {
  anchor: Element;
  heading?: ReactNode;
  onClose: () => void;
  children: ReactNode;
}) {
  return (
    <Base.Root open onOpenChange={(now) => now || onClose()}>
      <Base.Portal>
        <Base.Positioner anchor={anchor} sideOffset={2} align="start" className={style.layer}>
          <Base.Popup
            className={style.menu}
            finalFocus={() => anchor.closest<HTMLElement>("button,[role=grid]")}
          >
            {heading && <div className={style.heading}>{heading}</div>}
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** One thing to do. */
export function MenuItem({
  icon,
  children,
  why,
  onChoose,
  link,
}: {
  icon?: IconName;
  children: ReactNode;
  /** Why it cannot be chosen now. */
  why?: string | undefined;
  onChoose?: () => void;
  /** An element that navigates, in place of an action. */
  link?: ReactElement;
}) {
  return (
    <Base.Item
      className={style.item}
      disabled={Boolean(why)}
      {...(onChoose ? { onClick: onChoose } : {})}
      {...(link ? { render: link } : {})}
    >
      {icon && <Icon name={icon} />}
      <span>
        {children}
        {why && <div className={style.about}>{why}</div>}
      </span>
    </Base.Item>
  );
}

/** A line between groups of a menu. */
export function MenuLine() {
  return <Base.Separator className={style.line} />;
}
