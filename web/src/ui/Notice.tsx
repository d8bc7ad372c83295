import type { ReactNode } from "react";

import { Icon, type IconName } from "./Icon";
import { toneClass, type Tone } from "./Mark";
import style from "./Notice.module.css";

const ICONS: Partial<Record<Tone, IconName>> = { good: "check", accent: "shield" };

/** Something to know, where it matters. Failures are `danger` and stay until they are mended. */
export function Notice({
  tone = "warn",
  title,
  children,
  small,
  act,
}: {
  tone?: Tone;
  title?: ReactNode;
  children?: ReactNode;
  small?: ReactNode;
  /** What can be done about it. */
  act?: ReactNode;
}) {
  return (
    <div
      className={`${style.notice} ${toneClass(tone)}`}
      role={tone === "danger" ? "alert" : "status"}
    >
      <Icon name={ICONS[tone] ?? "warning"} />
      <div>
        {title && <div className={style.title}>{title}</div>}
        {children}
        {small && <div className={style.small}>{small}</div>}
      </div>
      {act && <div>{act}</div>}
    </div>
  );
}

/** Nothing to show: says why, and what to try. */
export function Empty({
  icon = "search",
  title,
  children,
}: {
  icon?: IconName;
  title: string;
  children?: ReactNode;
}) {
  return (
    <div className={style.empty}>
      <Icon name={icon} size={28} />
      <h2>{title}</h2>
      {children}
    </div>
  );
}

const WIDTHS = ["72%", "94%", "58%", "83%", "66%", "90%"];

/** Stands where something is on its way. */
export function Waiting({ what, lines = 4 }: { what: string; lines?: number }) {
  return (
    <div className={style.waiting} role="status" aria-label={`Loading ${what}`}>
      {WIDTHS.slice(0, lines).map((width) => (
        <div key={width} className={style.skeleton} style={{ width }} />
      ))}
    </div>
  );
}
