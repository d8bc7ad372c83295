import { Time } from "~/shell/Time";
import { toneClass } from "~/ui/Mark";
import { counted } from "~/ui/words";

import type { Strip } from "./clicks";
import style from "./Trace.module.css";

const STEP = 9; // pixels from row to row
const RADIUS = 4;

/** When people clicked, each click a dot in the colour of its verdict. */
export function ClickStrip({ strip }: { strip: Strip }) {
  const height = STEP * strip.rows + RADIUS;
  return (
    <div>
      <svg
        className={style.strip}
        height={height}
        role="img"
        aria-label={`${counted(strip.dots.length, "click")} over time; the table below tells each`}
      >
        <line x1="0" x2="100%" y1={height - 0.5} y2={height - 0.5} className={style.axis} />
        {strip.dots.map((dot) => (
          <circle
            key={dot.id}
            cx={`${(1 + 98 * dot.at).toFixed(2)}%`}
            cy={height - RADIUS - 2 - STEP * dot.row}
            r={RADIUS}
            className={`${style.dot} ${toneClass(dot.tone)}`}
          />
        ))}
      </svg>
      <div className={style.ends}>
        <Time at={strip.from} />
        <Time at={strip.to} />
      </div>
    </div>
  );
}
