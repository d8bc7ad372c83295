import type { ColumnName } from "~/api/generated";
import { toneClass, type Tone } from "~/ui/Mark";
import { lookOf, seriesTone } from "~/ui/tones";

export { toneClass };

/** A part of a count, with its name and colour. */
export type Part = { code: string; label: string; count: number; tone: Tone };

/** The parts of a count in the order of the columns; those of clicks have the colours of clicks. */
export function partsOf(
  columns: readonly ColumnName[],
  counts: Readonly<Record<string, unknown>>,
  clicks = false,
): Part[] {
  return columns.map((column, place) => ({
    ...column,
    count: Number(counts[column.code] ?? 0),
    tone: toneOf(column.code, place, clicks),
  }));
}

function toneOf(code: string, place: number, clicks: boolean): Tone {
  const field = clicks ? "click_verdict" : "delivery_action";
  return lookOf(field, code)?.tone ?? seriesTone(field, code, place);
}
