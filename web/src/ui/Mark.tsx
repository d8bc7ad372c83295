import type { ReactNode } from "react";

import { Icon, type IconName } from "./Icon";
import style from "./Mark.module.css";

/** A colour with a meaning; what it means is in `tones.ts`, for every page alike. */
export type Tone =
  | "accent"
  | "good"
  | "warn"
  | "danger"
  | "quiet"
  | "malware"
  | "phish"
  | "spam"
  | "clean"
  | "delivered"
  | "junked"
  | "blocked"
  | "replaced"
  | "moved"
  | "unknown"
  | "series1"
  | "series2"
  | "series3"
  | "series4"
  | "series5"
  | "series6"
  | "series7"
  | "series8";

/** The class that sets `--tone`. */
export const toneClass = (tone: Tone): string => style[tone] ?? "";

/** A word with its icon, in its colour; a plain one does not stand out. */
export function Mark({
  tone,
  icon,
  plain = false,
  children,
}: {
  tone: Tone;
  icon: IconName;
  plain?: boolean;
  children: ReactNode;
}) {
  return (
    <span className={`${style.mark} ${style[tone]} ${plain ? style.plain : ""}`}>
      <Icon name={icon} size={14} />
      {children}
    </span>
  );
}

/** A word in a pill: a state, a severity, a count. */
export function Badge({
  tone = "quiet",
  icon,
  children,
}: {
  tone?: Tone;
  icon?: IconName;
  children: ReactNode;
}) {
  return (
    <span className={`${style.badge} ${style[tone]}`}>
      {icon && <Icon name={icon} size={12} />}
      {children}
    </span>
  );
}

/** A square of a legend. */
export function Dot({ tone }: { tone: Tone }) {
  return <span className={`${style.dot} ${style[tone]}`} aria-hidden="true" />;
}
