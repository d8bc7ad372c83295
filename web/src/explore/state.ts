import type { KeyIn } from "~/api/generated";
import { EVERYTHING } from "~/filter/range";
import { names, text, type Search } from "~/shell/search";

/** Everything that Explore shows is said by its address: copy it, and somebody else sees the same. */
export type Explore = {
  filter?: string | undefined;
  /** Conditions that are kept without being asked. */
  off?: string | undefined;
  view?: string | undefined;
  /** Absolute (ISO 8601), told from now (`-7d`), or `all`; nothing means yesterday and today. */
  since?: string | undefined;
  until?: string | undefined;
  tab?: string | undefined;
  pivot?: string | undefined;
  sort?: string | undefined;
  columns?: string | undefined;
  group?: string | undefined;
  /** The delivery that is open in the panel: message id, then recipient. */
  open?: string | undefined;
};

export function readExplore(search: Search): Explore {
  return {
    filter: text(search, "filter"),
    off: text(search, "off"),
    view: text(search, "view"),
    since: text(search, "since"),
    until: text(search, "until"),
    tab: text(search, "tab"),
    pivot: text(search, "pivot"),
    sort: text(search, "sort"),
    columns: names(search, "columns")?.join(","),
    group: text(search, "group"),
    open: text(search, "open"),
  };
}

/** What one search asks for: the part of the state that decides which rows there are. */
export type Ask = { view: string; filter: string; since: string; until: string };

/** The question, with the range that stands where nobody has chosen one. */
export function askOf(
  state: Pick<Explore, "filter" | "since" | "until">,
  view: string,
  usual: string,
): Ask {
  const chosen = state.since !== undefined || state.until !== undefined;
  const since = chosen ? (state.since ?? EVERYTHING) : usual;
  return {
    view,
    filter: state.filter ?? "",
    since: since === EVERYTHING ? "" : since,
    until: state.until ?? "",
  };
}

/** The same question as parameters; what is empty is left out. */
export function asked({ view, filter, since, until }: Ask) {
  return { view, filter, ...(since ? { since } : {}), ...(until ? { until } : {}) };
}

/** The delivery that an address opens; `undefined` where it names none. */
export function openKey(open: string | undefined): KeyIn | undefined {
  const space = open?.indexOf(" ") ?? -1;
  if (open === undefined || space < 1 || space === open.length - 1) return undefined;
  return { network_message_id: open.slice(0, space), recipient: open.slice(space + 1) };
}

/** One text for one delivery, for addresses and maps. */
export function keyText(key: KeyIn): string {
  return `${key.network_message_id} ${key.recipient}`;
}

/** Which column sorts, and which way. */
export type Order = { field: string; down: boolean };

export function orderOf(sort: string | undefined): Order {
  const asks = sort ?? "-time_received";
  return asks.startsWith("-") ? { field: asks.slice(1), down: true } : { field: asks, down: false };
}

/** What a press on a column's header asks for: down at first, then up. */
export function nextSort(sort: string | undefined, field: string): string {
  const now = orderOf(sort);
  return now.field === field && now.down ? field : `-${field}`;
}

/** What a choice of another view keeps: the range, and the filter where it is about the same rows. */
export function inView(state: Explore, view: string, sameRows: boolean): Explore {
  return {
    view,
    since: state.since,
    until: state.until,
    filter: sameRows ? state.filter : undefined,
    off: sameRows ? state.off : undefined,
    columns: sameRows ? state.columns : undefined,
    sort: sameRows ? state.sort : undefined,
  };
}
