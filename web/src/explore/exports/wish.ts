import type { FormatOutput, NewExport, ShownTab, ShownView, What } from "~/api/generated";
import { amid } from "~/ui/words";

import type { Ask } from "../state";

/** What can be taken away from here, and in what words. */
export type Taken = { what: What; label: string; about: string };

export const FORMATS = [
  { value: "csv", label: "CSV" },
  { value: "xlsx", label: "Excel (XLSX)" },
  { value: "ndjson", label: "NDJSON" },
  { value: "parquet", label: "Parquet" },
] as const satisfies readonly { value: FormatOutput; label: string }[];

export type Format = (typeof FORMATS)[number]["value"];

/** More lines than these are better made on the server first. */
export const AT_ONCE = 50_000;

/** What an export is made from: all that is on the page. */
export type From = {
  ask: Ask;
  view: ShownView;
  tab: ShownTab;
  columns: readonly string[];
  sort: string | undefined;
  pivot: string | undefined;
  group: string | undefined;
};

/** What there is to take away in a view, the first being what is on the page. */
export function takenFrom({ view, tab, group }: From, labelOf: (field: string) => string): Taken[] {
  const clicks: Taken = {
    what: "clicks",
    label: "Clicks",
    about: "One line for each use of a link.",
  };
  const chart: Taken = {
    what: "histogram",
    label: "The chart",
    about: "How many over time, by what it is stacked by, in UTC.",
  };
  const top: Taken[] =
    tab.shows === "top"
      ? [{ what: "top", label: tab.label, about: "Every value with how many have it." }]
      : [];
  if (view.rows === "clicks") return [...top, clicks, chart];
  const mail: Taken[] = [
    { what: "rows", label: "Deliveries", about: "One line for each, with the columns as shown." },
    {
      what: "affected",
      label: "Affected users",
      about:
        "Every recipient: how much they got, what lies in their inbox, how often they clicked.",
    },
  ];
  const groups: Taken[] = group
    ? [
        {
          what: "groups",
          label: `Groups by ${amid(labelOf(group))}`,
          about: "One line for each group, the largest first.",
        },
      ]
    : [];
  const first = tab.rows === "clicks" && tab.shows === "rows" ? [clicks] : [];
  const then = first.length > 0 ? [] : [clicks];
  return [...top, ...groups, ...first, ...mail, ...then, chart];
}

/** The request for it. */
export function wishOf(from: From, what: What, format: Format): NewExport {
  const { ask, tab, columns, sort, pivot, group } = from;
  const field = { top: tab.field, groups: group, histogram: pivot }[what as "top"];
  return {
    what,
    format,
    view: ask.view,
    filter: ask.filter,
    since: ask.since || null,
    until: ask.until || null,
    ...(what === "rows" ? { columns: [...columns], ...(sort ? { sort } : {}) } : {}),
    ...(field ? { field } : {}),
  };
}

/** The name of a file that is made at once. */
export function fileName(what: What, format: Format, now: Date): string {
  const stamp = now.toISOString().slice(0, 16).replace("T", "-").replace(":", "");
  return `clawback-${what}-${stamp}.${format}`;
}
