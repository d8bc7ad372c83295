import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import {
  deliveryCount,
  deliverySearch,
  explorerChart,
  explorerClicks,
  explorerClicksCount,
  explorerDefaults,
  explorerViews,
  type KeyIn,
  type ShownView,
} from "~/api/generated";
import { sourceListOptions } from "~/api/generated/@tanstack/react-query.gen";
import { useZone } from "~/shell/Time";
import { SERIES } from "~/ui/tones";

import { asked, type Ask } from "./state";

const FIRST = 100; // rows that come at once, so that there is something to see
const LATER = 1000; // rows of each page after it
const KEPT = 120_000; // milliseconds for which an answer nobody looks at is kept

/** A row under the names of its fields. */
export type Row = Readonly<Record<string, unknown>>;

/** The delivery that a row is, or is about. */
export function keyOf(row: Row): KeyIn {
  return {
    network_message_id: String(row["network_message_id"] ?? ""),
    recipient: String(row["recipient"] ?? ""),
  };
}

const forever = { staleTime: Number.POSITIVE_INFINITY } as const;

export function useViews() {
  return useQuery({
    queryKey: ["explore", "views"],
    queryFn: async ({ signal }) => (await explorerViews({ signal, throwOnError: true })).data,
    ...forever,
  });
}

/** Where an explorer begins. The day may change while the page is open: asked anew each hour. */
export function useDefaults() {
  const zone = useZone();
  return useQuery({
    queryKey: ["explore", "defaults", zone],
    queryFn: async ({ signal }) =>
      (await explorerDefaults({ query: { zone }, signal, throwOnError: true })).data,
    placeholderData: keepPreviousData,
    staleTime: 3_600_000,
  });
}

type Page = { rows: readonly Row[]; next: string | null; sentence: string; took: number };

async function timed<Answer>(ask: Promise<Answer>): Promise<{ answer: Answer; took: number }> {
  const began = performance.now();
  const answer = await ask;
  return { answer, took: performance.now() - began };
}

/** What stands in the table: which rows, of which columns, in which order, and as of when. */
export type Wanted = {
  ask: Ask;
  rows: ShownView["rows"];
  fields: readonly string[];
  sort: string | undefined;
  /** Grows when somebody asks anew. */
  seen: number;
};

/** Rows, a page at a time; a question that nobody waits for any more is called off. */
export function useRows({ ask, rows, fields, sort, seen }: Wanted, enabled: boolean) {
  const clicks = rows === "clicks";
  const names = clicks ? "" : fields.join(",");
  const answer = useInfiniteQuery({
    queryKey: ["explore", "rows", rows, ask, names, sort, seen],
    queryFn: async ({ signal, pageParam: cursor }): Promise<Page> => {
      const page = { ...asked(ask), ...(cursor ? { cursor, limit: LATER } : { limit: FIRST }) };
      const order = { fields: names, ...(sort ? { sort } : {}) };
      const { answer: found, took } = clicks
        ? await timed(explorerClicks({ query: page, signal, throwOnError: true }))
        : await timed(deliverySearch({ query: { ...page, ...order }, signal, throwOnError: true }));
      return { ...found.data, took };
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    structuralSharing: false, // comparing 100,000 rows takes longer than drawing the 40 in sight
    gcTime: KEPT,
    enabled,
    ...forever,
  });
  const pages = answer.data?.pages;
  const flat = useMemo(() => pages?.flatMap((page) => page.rows) ?? [], [pages]);
  return { ...answer, flat, took: pages?.[0]?.took, sentence: pages?.[0]?.sentence ?? "" };
}

/** How many there are, exactly, and how long it took to know. */
export function useCount(ask: Ask, clicks: boolean, seen: number, enabled: boolean) {
  return useQuery({
    queryKey: ["explore", "count", clicks, ask, seen],
    queryFn: async ({ signal }) => {
      const query = asked(ask);
      const { answer, took } = clicks
        ? await timed(explorerClicksCount({ query, signal, throwOnError: true }))
        : await timed(deliveryCount({ query, signal, throwOnError: true }));
      return { count: answer.data.count, exact: answer.data.exact ?? true, took };
    },
    gcTime: KEPT,
    enabled,
    ...forever,
  });
}

/** The chart of the same question, drawn by the clocks of the zone that times are shown in. */
export function useChart(
  ask: Ask,
  tab: string,
  pivot: string | undefined,
  seen: number,
  enabled: boolean,
) {
  const zone = useZone();
  return useQuery({
    queryKey: ["explore", "chart", ask, tab, pivot, zone, seen],
    queryFn: async ({ signal }) => {
      const query = {
        ...asked(ask),
        zone,
        series: SERIES.length, // each in a colour of its own
        ...(tab ? { tab } : {}),
        ...(pivot ? { pivot } : {}),
      };
      return (await explorerChart({ query, signal, throwOnError: true })).data;
    },
    placeholderData: keepPreviousData,
    gcTime: KEPT,
    enabled,
    ...forever,
  });
}

/** How fresh the mail is: when the newest that can be searched was received, over all sources. */
export function useFreshness() {
  return useQuery({
    ...sourceListOptions(), // live updates have it asked again
    refetchInterval: 15_000, // mail may come in at another node, of which this one is not told
    select: (sources) => ({
      newest: sources.items
        .map((source) => source.newest)
        .filter((one) => one !== null)
        .toSorted((one, other) => new Date(one).valueOf() - new Date(other).valueOf())
        .at(-1),
      waiting: sources.items.reduce((sum, source) => sum + source.waiting, 0),
      /** Another text whenever mail has been stored. */
      state: sources.items.map((one) => `${one.source} ${one.stored} ${one.newest}`).join("\n"),
    }),
  });
}
