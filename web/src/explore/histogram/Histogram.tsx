import { memo, useMemo, useState } from "react";

import type { FieldName, ShownChart } from "~/api/generated";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { IconButton } from "~/ui/Button";
import { SmallSelect } from "~/ui/Field";
import { Waiting } from "~/ui/Notice";
import { amid, counted } from "~/ui/words";

import { layersOf, rangeOfBars, seriesId } from "./chart";
import { Bars } from "./Bars";
import style from "./Histogram.module.css";
import { Legend } from "./Legend";
import { NumbersDialog } from "./NumbersDialog";

type Props = {
  chart: ShownChart | undefined;
  error: unknown;
  onRetry: () => void;
  /** What was asked cannot be answered, as is said elsewhere: there is no chart to wait for. */
  unasked: boolean;
  /** What is drawn is not yet what was asked for. */
  stale: boolean;
  pivots: readonly FieldName[];
  pivot: string;
  onPivot: (field: string) => void;
  /** What was asked for, so that a zoom never shows more than the bars did. */
  range: { since: string; until: string };
  onZoom: (range: { since: string; until: string }) => void;
  onFilter: (filter: string) => void;
  /** Hides the chart, where it may be hidden. */
  onFold?: (() => void) | undefined;
};

const WIDTHS = {
  minute: "minute",
  hour: "hour",
  day: "day",
  week: "week",
  month: "month",
} as const;

function Head({
  chart,
  pivots,
  pivot,
  onPivot,
  onNumbers,
  onFold,
}: Pick<Props, "chart" | "pivots" | "pivot" | "onPivot" | "onFold"> & { onNumbers: () => void }) {
  return (
    <div className={style.head}>
      <SmallSelect
        label="What the chart is stacked by"
        choices={pivots.map((one) => ({
          value: one.field,
          label: `By ${amid(one.label)}`,
        }))}
        value={pivot}
        onChoose={onPivot}
      />
      {chart && <span className={style.width}>a bar for each {WIDTHS[chart.bucket]}</span>}
      <span className={style.space} />
      <IconButton
        icon="list"
        label="Numbers of the chart"
        why={chart ? undefined : "The chart is not there yet."}
        onClick={onNumbers}
      />
      {onFold && <IconButton icon="up" label="Hide the chart" onClick={onFold} />}
    </div>
  );
}

/** How many over time, and of what; a part of it becomes the range. */
export const Histogram = memo(function Histogram(props: Props) {
  const { chart, error, onRetry, stale, onZoom, range } = props;
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [numbers, setNumbers] = useState(false);
  const layers = useMemo(
    () => (chart ? layersOf(chart.pivot, chart.series, hidden) : []),
    [chart, hidden],
  );
  const turn = (id: string) =>
    setHidden((now) => new Set(now.has(id) ? [...now].filter((one) => one !== id) : [...now, id]));
  return (
    <section className={style.chart} aria-label="Over time">
      <Head {...props} onNumbers={() => setNumbers(true)} />
      {error ? (
        <ProblemNotice error={error} onRetry={onRetry} />
      ) : props.unasked ? (
        <div className={style.nothing}>Nothing can be drawn of what was asked.</div>
      ) : !chart ? (
        <div className={style.waiting}>
          <Waiting what="the chart" lines={3} />
        </div>
      ) : chart.starts.length === 0 || chart.series.length === 0 ? (
        <div className={style.nothing}>Nothing in this range to draw.</div>
      ) : (
        <div className={stale ? style.stale : undefined}>
          <Bars
            chart={chart}
            layers={layers}
            onZoom={(from, to) => onZoom(rangeOfBars(chart.starts, chart.bucket, from, to, range))}
          />
          <Legend
            pivot={chart.pivot}
            series={chart.series}
            isHidden={(series) => hidden.has(seriesId(series))}
            onTurn={(series) => turn(seriesId(series))}
            onFilter={props.onFilter}
          />
        </div>
      )}
      {chart && (
        <NumbersDialog
          open={numbers}
          onClose={() => setNumbers(false)}
          chart={chart}
          about={`${counted(chart.starts.length, "bar")}, each a ${WIDTHS[chart.bucket]} by the clocks of ${chart.zone}`}
        />
      )}
    </section>
  );
});
