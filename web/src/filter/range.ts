/**
 * From when to when. An end is absolute (ISO 8601), told from now (`-7d`), or left out; both left
 * out is what the explorer begins with, and `since: "all"` is everything that is kept.
 */
export type Range = { since?: string | undefined; until?: string | undefined };

export type Preset = { says: string; range: Range };

export const EVERYTHING = "all";

export const PRESETS: readonly Preset[] = [
  { says: "Last hour", range: { since: "-1h" } },
  { says: "Last 24 hours", range: { since: "-24h" } },
  { says: "Yesterday and today", range: {} },
  { says: "Last 7 days", range: { since: "-7d" } },
  { says: "Last 30 days", range: { since: "-30d" } },
  { says: "All that is kept", range: { since: EVERYTHING } },
];

const UNITS: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const SHORTEST = 60_000; // milliseconds: a narrower range is not zoomed to

/** The parameters of a request for a range; `usual` is the start that `explorer_defaults` told. */
export function asked(range: Range, usual: string | undefined): Range {
  if (range.since === EVERYTHING) return range.until ? { until: range.until } : {};
  if (!range.since && !range.until) return usual ? { since: usual } : {};
  return {
    ...(range.since ? { since: range.since } : {}),
    ...(range.until ? { until: range.until } : {}),
  };
}

/** Whether two ranges are told alike. */
export function sameRange(one: Range, other: Range): boolean {
  return (one.since ?? "") === (other.since ?? "") && (one.until ?? "") === (other.until ?? "");
}

/** The preset that a range is, if it is one. */
export function presetOf(range: Range): Preset | undefined {
  return PRESETS.find((preset) => sameRange(preset.range, range));
}

/** When an end is, in milliseconds; `undefined` where it cannot be told. */
export function momentOf(end: string | undefined, now: number): number | undefined {
  if (!end || end === EVERYTHING) return undefined;
  const told = /^-(\d+)([mhdw])$/.exec(end);
  if (told) return now - Number(told[1]) * (UNITS[told[2] ?? ""] ?? 0);
  const moment = new Date(end).valueOf();
  return Number.isNaN(moment) ? undefined : moment;
}

/** Both ends of a range as moments, where it has both. */
function ends(range: Range, usual: string | undefined, now: number): [number, number] | undefined {
  const whole = asked(range, usual);
  const since = momentOf(whole.since, now);
  const until = momentOf(whole.until, now) ?? now;
  return since === undefined || until <= since ? undefined : [since, until];
}

function between(since: number, until: number): Range {
  return { since: new Date(since).toISOString(), until: new Date(until).toISOString() };
}

/** The range of the same length before (-1) or after (1) this one. */
export function shifted(
  range: Range,
  by: -1 | 1,
  usual: string | undefined,
  now: number,
): Range | undefined {
  const found = ends(range, usual, now);
  if (!found) return undefined;
  const [since, until] = found;
  const width = until - since;
  if (by === 1 && until >= now) return undefined;
  return between(since + by * width, until + by * width);
}

/** A range twice as long around the same middle, which does not go beyond now. */
export function zoomedOut(range: Range, usual: string | undefined, now: number): Range | undefined {
  const found = ends(range, usual, now);
  if (!found) return undefined;
  const [since, until] = found;
  const width = Math.max(until - since, SHORTEST);
  const end = Math.min(until + width / 2, Math.max(now, until));
  return between(end - 2 * width, end);
}

/** A moment typed as `2026-11-29 17:02` in a zone, in ISO 8601; `undefined` where it is none. */
export function typedMoment(typed: string, zone: string): string | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2}))?$/.exec(typed.trim());
  if (!parts) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = parts
    .slice(1)
    .map((n) => Number(n ?? 0));
  const wall = Date.UTC(year, month - 1, day, hour, minute);
  if (!sameWall(wall, year, month, day, hour, minute)) return undefined;
  // The zone's offset is that of the moment itself, so the first guess is mended once.
  const guess = wall - offsetAt(wall, zone);
  return new Date(wall - offsetAt(guess, zone)).toISOString();
}

function sameWall(wall: number, ...typed: number[]): boolean {
  const at = new Date(wall);
  const read = [
    at.getUTCFullYear(),
    at.getUTCMonth() + 1,
    at.getUTCDate(),
    at.getUTCHours(),
    at.getUTCMinutes(),
  ];
  return read.every((part, index) => part === typed[index]);
}

function offsetAt(moment: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(moment);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const wall = Date.UTC(
    of("year"),
    of("month") - 1,
    of("day"),
    of("hour"),
    of("minute"),
    of("second"),
  );
  return wall - Math.floor(moment / 1000) * 1000;
}
