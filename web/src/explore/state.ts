import { names, text, type Search } from "~/shell/search";

/** Everything that Explore shows is said by its address: copy it, and somebody else sees the same. */
export type Explore = {
  filter?: string | undefined;
  view?: string | undefined;
  /** Absolute (ISO 8601) or told from now (`-7d`). */
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
