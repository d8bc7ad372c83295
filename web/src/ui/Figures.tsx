import type { ReactNode } from "react";

import style from "./Figures.module.css";
import { Dot, toneClass, type Tone } from "./Mark";

/** The numbers that matter, large, once. */
export function Stats({ children }: { children: ReactNode }) {
  return <div className={style.stats}>{children}</div>;
}

/** One large number and what it counts. */
export function Stat({ value, of }: { value: ReactNode; of: ReactNode }) {
  return (
    <div>
      <div className={style.number}>{value}</div>
      <div className={style.word}>{of}</div>
    </div>
  );
}

export type Part = { name: string; count: number; tone: Tone };

/** How a whole is made up, as one bar; `left` is drawn as empty track. */
export function Share({
  label,
  parts,
  left = 0,
  legend = true,
}: {
  label: string;
  parts: readonly Part[];
  left?: number;
  legend?: boolean;
}) {
  const whole = parts.reduce((sum, part) => sum + part.count, left) || 1;
  const said = parts.map((part) => `${part.count} ${part.name}`).join(", ");
  return (
    <div>
      <div className={style.track} role="img" aria-label={`${label}: ${said || "nothing yet"}`}>
        {parts.map((part) => (
          <div
            key={part.name}
            className={`${style.part} ${toneClass(part.tone)}`}
            style={{ width: `${(100 * part.count) / whole}%` }}
          />
        ))}
      </div>
      {legend && (
        <ul className={style.legend}>
          {parts.map((part) => (
            <li key={part.name}>
              <Dot tone={part.tone} /> {part.name} {part.count.toLocaleString("en")}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Counts of a few things, as bars with their numbers: readable without seeing the bars. */
export function Bars({ parts }: { parts: readonly (Part & { shown?: ReactNode })[] }) {
  const most = Math.max(1, ...parts.map((part) => part.count));
  return (
    <dl className={style.bars}>
      {parts.map((part) => (
        <Bar key={part.name} part={part} most={most} />
      ))}
    </dl>
  );
}

function Bar({ part, most }: { part: Part & { shown?: ReactNode }; most: number }) {
  return (
    <>
      <dt title={part.name}>{part.shown ?? part.name}</dt>
      <div aria-hidden="true">
        <div
          className={`${style.bar} ${toneClass(part.tone)}`}
          style={{ width: `${(100 * part.count) / most}%` }}
        />
      </div>
      <dd className={style.count}>{part.count.toLocaleString("en")}</dd>
    </>
  );
}

/** A course of numbers in the height of a line. */
export function Sparkline({
  label,
  values,
  width = 96,
  height = 20,
}: {
  label: string;
  values: readonly number[];
  width?: number;
  height?: number;
}) {
  const most = Math.max(1, ...values);
  const step = width / Math.max(1, values.length - 1);
  const points = values.map(
    (value, at) =>
      `${(at * step).toFixed(1)},${(height - 1 - (value / most) * (height - 2)).toFixed(1)}`,
  );
  return (
    <svg className={style.spark} width={width} height={height} role="img" aria-label={label}>
      <polyline
        points={points.join(" ")}
        fill="none"
        stroke="var(--accent)"
        strokeWidth="1.5"
        strokeLinejoin="round"
      />
    </svg>
  );
}
