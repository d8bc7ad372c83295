import { useMemo } from "react";

import type { DefaultsOut, ShownTab, ShownView } from "~/api/generated";
import { useFields } from "~/filter/fields";
import { usePreferences } from "~/shell/preferences";

import { useChart, useCount, useRows } from "./asking";
import { columnsOf } from "./grid/columns";
import { askOf, type Explore } from "./state";

const OF_CLICKS = [
  "time_clicked",
  "recipient",
  "click_verdict",
  "url",
  "threat_type",
  "detection_technology",
  "workload",
  "client_ip",
];

// What a row is known by, and how new it is.
const ALWAYS = ["network_message_id", "recipient", "time_received"];

/** Everything that is asked, one request after the other: rows, then how many, then the chart. */
export function useAnswers(
  state: Explore,
  view: ShownView,
  tab: ShownTab,
  defaults: DefaultsOut,
  seen: number,
) {
  const { chart: drawn, widths } = usePreferences();
  const clicks = tab.rows === "clicks";
  const fields = useFields(clicks ? "url_clicks" : view.name);
  const { filter, since, until } = state;
  const ask = useMemo(
    () => askOf({ filter, since, until }, view.name, defaults.since),
    [filter, since, until, view.name, defaults.since],
  );
  const usual = clicks ? OF_CLICKS : defaults.fields;
  const wanted = useMemo(
    () => (clicks ? OF_CLICKS : (state.columns?.split(",") ?? defaults.fields)),
    [clicks, state.columns, defaults],
  );
  const columns = useMemo(() => columnsOf(wanted, fields, widths), [wanted, fields, widths]);
  const names = useMemo(
    () => [...new Set([...columns.map((one) => one.field), ...(clicks ? [] : ALWAYS)])].toSorted(),
    [columns, clicks],
  );
  const grouped = tab.shows === "rows" && !clicks ? state.group : undefined;
  const listed = tab.shows === "rows" && !grouped;
  const rows = useRows(
    { ask, rows: tab.rows, fields: names, sort: state.sort, seen },
    listed && fields.length > 0,
  );
  const settled = !listed || (!rows.isPending && !rows.isPlaceholderData);
  const refused = listed && rows.isError && !rows.isPlaceholderData;
  const whole = listed && rows.isSuccess && !rows.isPlaceholderData && !rows.hasNextPage;
  const count = useCount(ask, clicks, seen, settled && !whole && !(listed && rows.isError));
  const total = whole ? rows.flat.length : count.data?.count;
  const pivots = tab.pivots.length > 0 ? tab.pivots : view.pivots;
  const pivot = state.pivot ?? pivots[0]?.field;
  const chart = useChart(
    ask,
    tab.pivots.length > 0 ? tab.name : "",
    pivot,
    seen,
    drawn && settled && (whole || !count.isLoading) && !(listed && rows.isError),
  );
  return {
    ask,
    clicks,
    fields,
    usual,
    wanted,
    columns,
    grouped,
    listed,
    rows,
    refused,
    count,
    total,
    whole,
    pivots,
    pivot,
    chart,
  };
}

export type Answers = ReturnType<typeof useAnswers>;
