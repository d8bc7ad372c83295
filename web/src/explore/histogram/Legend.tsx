import type { ShownSeries } from "~/api/generated";
import { IconButton } from "~/ui/Button";
import { Hostile } from "~/ui/Hostile";
import { toneClass } from "~/ui/Mark";
import { seriesTone } from "~/ui/tones";

import { seriesId } from "./chart";
import style from "./Histogram.module.css";

/** The series by name: a press draws one or leaves it out, the funnel searches for it alone. */
export function Legend({
  pivot,
  series,
  isHidden,
  onTurn,
  onFilter,
}: {
  pivot: string;
  series: readonly ShownSeries[];
  isHidden: (series: ShownSeries) => boolean;
  onTurn: (series: ShownSeries) => void;
  onFilter: (filter: string) => void;
}) {
  return (
    <ul className={style.legend} aria-label="Series of the chart">
      {series.map((one, place) => (
        <li key={seriesId(one)} className={toneClass(seriesTone(pivot, one.value, place))}>
          <button
            type="button"
            className={style.series}
            aria-pressed={!isHidden(one)}
            title={isHidden(one) ? "Draw it again" : "Leave it out of the drawing"}
            onClick={() => onTurn(one)}
          >
            <span className={style.swatch} />
            <span className={style.label}>
              <Hostile text={one.label} />
            </span>
            <span className={style.total}>{one.total.toLocaleString("en")}</span>
          </button>
          {one.filter && (
            <IconButton
              icon="funnel"
              label={`Only ${one.label}`}
              className={style.only}
              onClick={() => onFilter(one.filter)}
            />
          )}
        </li>
      ))}
    </ul>
  );
}
