import type { ReactNode } from "react";

import style from "./Segments.module.css";

/** One of a few that exclude each other, all in sight. */
export function Segments<Value extends string>({
  label,
  choices,
  value,
  onChoose,
}: {
  label: string;
  choices: readonly { value: Value; label: ReactNode; title?: string }[];
  value: Value;
  onChoose: (value: Value) => void;
}) {
  return (
    <div role="group" aria-label={label} className={style.segments}>
      {choices.map((one) => (
        <button
          key={one.value}
          type="button"
          className={style.segment}
          aria-pressed={one.value === value}
          title={one.title}
          onClick={() => onChoose(one.value)}
        >
          {one.label}
        </button>
      ))}
    </div>
  );
}
