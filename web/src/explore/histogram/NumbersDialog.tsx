import type { ShownChart } from "~/api/generated";
import { Dialog } from "~/ui/Dialog";
import { Table } from "~/ui/Table";

import { endOf, seriesId } from "./chart";
import style from "./Histogram.module.css";
import { stretchOf } from "./ticks";

/** The chart as a table, for whoever cannot see it or wants the numbers. Bars without anything are left out. */
export function NumbersDialog({
  open,
  onClose,
  chart,
  about,
}: {
  open: boolean;
  onClose: () => void;
  chart: ShownChart;
  about: string;
}) {
  const rows = chart.starts
    .map((start, at) => ({ start, at, all: chart.series.map((one) => one.counts[at] ?? 0) }))
    .filter(({ all }) => all.some((count) => count > 0));
  return (
    <Dialog open={open} onClose={onClose} title={`${chart.label} over time`} about={about} wide>
      <div className={style.numbers}>
        <Table
          label={`${chart.label} over time`}
          rows={rows}
          keyOf={(row) => row.start}
          columns={[
            {
              name: "Time",
              shown: (row) =>
                stretchOf(
                  row.start,
                  endOf(chart.starts, chart.bucket, row.at),
                  chart.bucket,
                  chart.zone,
                ),
            },
            ...chart.series.map((one, place) => ({
              name: one.label || seriesId(one),
              number: true,
              shown: (row: (typeof rows)[number]) => (row.all[place] ?? 0).toLocaleString("en"),
            })),
          ]}
        />
      </div>
    </Dialog>
  );
}
