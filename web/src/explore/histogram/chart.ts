import type { Bucket, ShownSeries } from "~/api/generated";
import { seriesTone } from "~/ui/tones";
import type { Tone } from "~/ui/Mark";

import type { HeightScale } from "./scale";

/** One series as it is drawn, from the bottom up. */
export type Layer = {
  id: string;
  label: string;
  tone: Tone;
  filter: string;
  total: number;
  counts: readonly number[];
  /** What is drawn under each of its bars. */
  under: readonly number[];
};

/** A name for a series that no two have: its value, or what it stands for. */
export function seriesId(series: Pick<ShownSeries, "value">): string {
  if (series.value === null) return "rest";
  return series.value === "" ? "none" : `=${series.value}`;
}

/** The series that are shown, each on top of those before it. */
export function layersOf(
  pivot: string,
  series: readonly ShownSeries[],
  hidden: ReadonlySet<string>,
): Layer[] {
  const sums: number[] = [];
  return series.flatMap((one, place) => {
    const id = seriesId(one);
    if (hidden.has(id)) return [];
    const under = one.counts.map((_, at) => sums[at] ?? 0);
    one.counts.forEach((count, at) => (sums[at] = (sums[at] ?? 0) + count));
    return [
      {
        id,
        label: one.label,
        tone: seriesTone(pivot, one.value, place),
        filter: one.filter,
        total: one.total,
        counts: one.counts,
        under,
      },
    ];
  });
}

/** How high the highest bar is. */
export function highest(layers: readonly Layer[]): number {
  const top = layers.at(-1);
  return top ? Math.max(0, ...top.counts.map((count, at) => count + (top.under[at] ?? 0))) : 0;
}

const WIDEST = 64; // pixels of a bar, so that one alone is no wall

/** From one bar to the next, in pixels. */
export function stepOf(width: number, bars: number): number {
  return Math.min(WIDEST, width / Math.max(1, bars));
}

/** All bars of a series as one path: a drawing of twelve elements, not of thousands. */
export function barsPath(layer: Layer, scale: HeightScale, width: number): string {
  const step = stepOf(width, layer.counts.length);
  const bar = Math.max(0.5, step - (step > 4 ? 1 : 0));
  const parts: string[] = [];
  layer.counts.forEach((count, at) => {
    if (count === 0) return;
    const under = layer.under[at] ?? 0;
    const top = scale.y(under + count);
    const high = Math.max(0.75, scale.y(under) - top); // one delivery among a million is seen, too
    parts.push(
      `M${(at * step).toFixed(2)} ${top.toFixed(2)}h${bar.toFixed(2)}v${high.toFixed(2)}h-${bar.toFixed(2)}z`,
    );
  });
  return parts.join("");
}

/** The bar under a place, counted from the left. */
export function barAt(x: number, width: number, bars: number): number {
  return Math.max(0, Math.min(bars - 1, Math.floor(x / Math.max(1e-6, stepOf(width, bars)))));
}

const LENGTHS: Readonly<Record<Bucket, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 7 * 86_400_000,
  month: 30 * 86_400_000,
};

/** When a bar ends: where the next one begins. */
export function endOf(starts: readonly string[], bucket: Bucket, at: number): string {
  const next = starts[at + 1];
  if (next !== undefined) return next;
  const start = starts[at];
  return start ? new Date(new Date(start).valueOf() + LENGTHS[bucket]).toISOString() : "";
}

/** The range that some bars stand for. The first one may begin before what was asked for. */
export function rangeOfBars(
  starts: readonly string[],
  bucket: Bucket,
  from: number,
  to: number,
  asked: { since: string; until: string },
): { since: string; until: string } {
  const first = Math.min(from, to);
  const last = Math.max(from, to);
  const begins = starts[first] ?? "";
  const keeps = first === 0 && new Date(asked.since) > new Date(begins);
  const ends = endOf(starts, bucket, last);
  const earlier = last === starts.length - 1 && new Date(asked.until) < new Date(ends);
  return { since: keeps ? asked.since : begins, until: earlier ? asked.until : ends };
}

/** What is told of one bar: how many of each series that has any, the most first. */
export function toldOf(layers: readonly Layer[], at: number) {
  return layers
    .map((layer) => ({ ...layer, count: layer.counts[at] ?? 0 }))
    .filter((layer) => layer.count > 0)
    .toSorted((one, other) => other.count - one.count);
}

/** How many all series together have in some bars. */
export function sumOf(layers: readonly Layer[], from: number, to: number): number {
  const first = Math.min(from, to);
  const last = Math.max(from, to);
  return layers.reduce(
    (sum, layer) => sum + layer.counts.slice(first, last + 1).reduce((all, one) => all + one, 0),
    0,
  );
}
