import type { Clicked } from "~/api/generated";
import type { Tone } from "~/ui/Mark";
import { lookOf } from "~/ui/tones";

/** A click as a dot: `at` is its place between the first and the last moment, from 0 to 1. */
type Dot = { id: string; at: number; tone: Tone; row: number };

export type Strip = { from: string; to: string; dots: Dot[]; rows: number };

const NEAR = 0.012; // of the width; dots that are nearer stand above one another
const MOST_ROWS = 8;

/** The clicks along the time from the first delivery to the last click; `null` without any. */
export function stripOf(clicks: readonly Clicked[], first: string | null): Strip | null {
  const sorted = clicks.toSorted((one, two) => moment(one.at) - moment(two.at));
  const [earliest] = sorted;
  const latest = sorted.at(-1);
  if (!earliest || !latest) return null;
  const start = Math.min(moment(earliest.at), first ? moment(first) : Infinity);
  const width = Math.max(1, moment(latest.at) - start);
  const last: number[] = []; // the place of the last dot of each row
  const dots = sorted.map((click) => {
    const at = (moment(click.at) - start) / width;
    const free = last.findIndex((place) => at - place >= NEAR);
    const row = free >= 0 ? free : Math.min(last.length, MOST_ROWS - 1);
    last[row] = at;
    return {
      id: click.id,
      at,
      row,
      tone: lookOf("click_verdict", click.verdict.code)?.tone ?? "unknown",
    };
  });
  return {
    from: new Date(start).toISOString(),
    to: latest.at,
    dots,
    rows: last.length,
  };
}

function moment(at: string): number {
  return new Date(at).valueOf();
}
