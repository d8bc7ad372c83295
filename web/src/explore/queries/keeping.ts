import type { NewQuery, QueryOut, RecentOut, View } from "~/api/generated";
import { asked, EVERYTHING, momentOf, type Range } from "~/filter/range";

/** What of Explore's state a query keeps. */
export type Kept = Range & {
  filter: string;
  view: string;
  sort?: string | undefined;
  columns?: readonly string[] | undefined;
};

/** How the range is kept: as days until whenever it is asked, exactly, as it is told, or not. */
export type Keeping = "told" | "days" | "exact" | "any";

export const MOST_DAYS = 3650;
const DAY = 86_400_000; // milliseconds
const VIEWS: readonly View[] = ["all_email", "malware", "phish", "campaigns", "url_clicks"];

/** The ways in which a range can be kept, the likeliest first. */
export function waysToKeep(range: Range): Keeping[] {
  if (range.since === EVERYTHING && !range.until) return ["any", "days"];
  const told = range.since?.startsWith("-") ?? false;
  return told ? ["told", "exact", "days", "any"] : ["exact", "days", "any"];
}

/** The likeliest number of days for a range: what it spans, rounded up. */
export function daysOf(range: Range, usual: string | undefined, now: number): number {
  const whole = asked(range, usual);
  const since = momentOf(whole.since, now);
  const until = momentOf(whole.until, now) ?? now;
  if (since === undefined) return 7;
  return Math.min(MOST_DAYS, Math.max(1, Math.ceil((until - since) / DAY)));
}

/** Both ends as they are kept; an empty one is open. */
export function keptRange(
  how: Keeping,
  {
    range,
    usual,
    days,
    now,
  }: { range: Range; usual: string | undefined; days: number; now: number },
): { since: string; until: string } {
  if (how === "any") return { since: "", until: "" };
  if (how === "days") return { since: `-${days}d`, until: "" };
  const whole = asked(range, usual);
  if (how === "told") return { since: whole.since ?? "", until: whole.until ?? "" };
  const exact = (end: string | undefined) => {
    const moment = momentOf(end, now);
    return moment === undefined ? "" : new Date(moment).toISOString();
  };
  return { since: exact(whole.since), until: exact(whole.until) };
}

/** What is sent to keep the state under a name. */
export function newQuery(
  kept: Kept,
  given: { name: string; shared: boolean; since: string; until: string },
): NewQuery {
  const view = VIEWS.find((one) => one === kept.view);
  return {
    ...given,
    filter: kept.filter,
    ...(view ? { view } : {}),
    ...(kept.sort ? { sort: kept.sort } : {}),
    ...(kept.columns ? { columns: [...kept.columns] } : {}),
  };
}

/** The state that a saved query asks for. An open range is everything that is kept. */
export function stateOf(query: QueryOut): Kept {
  return {
    filter: query.filter,
    view: query.view,
    ...rangeOf(query.since, query.until),
    sort: query.sort || undefined,
    columns: query.columns.length > 0 ? query.columns : undefined,
  };
}

/** The state that a recent search was asked in. */
export function recentState(recent: RecentOut): Kept {
  return { filter: recent.filter, view: recent.view, ...rangeOf(recent.since, recent.until) };
}

function rangeOf(since: string, until: string): Range {
  return { since: since || EVERYTHING, until: until || undefined };
}

/** "up 12 %", "as many as then": how a count of today stands to one before. */
export function changeSaid(trend: {
  before: number;
  change: number;
  percent: number | null;
}): string {
  if (trend.change === 0) return "as many";
  const direction = trend.change > 0 ? "+" : "−";
  const size = Math.abs(trend.change).toLocaleString("en");
  if (trend.percent === null) return `${direction}${size}`;
  return `${direction}${size} (${direction}${Math.abs(Math.round(trend.percent))} %)`;
}
