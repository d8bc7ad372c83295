import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";

import { deliveryCount, deliverySearch } from "~/api/generated";
import { momentOf } from "~/filter/range";

import { useFreshness } from "./asking";
import { asked, orderOf, type Ask } from "./state";
import type { Answers } from "./useAnswers";

const PAUSE = 5000; // milliseconds between two counts: mail may come in all the time
const forever = { staleTime: Number.POSITIVE_INFINITY, gcTime: 120_000 } as const;

type Shown = Pick<Answers, "ask" | "rows"> & {
  sort: string | undefined;
  /** Grows when somebody asks anew. */
  seen: number;
  /** Whether it is deliveries that are shown, one in a row. */
  listed: boolean;
};

/** The question for what came after a moment; nothing where its range has ended before. */
export function askAfter(moment: string, ask: Ask, now: number): Ask | undefined {
  const after = new Date(moment).valueOf() + 1;
  const until = momentOf(ask.until, now);
  if (until !== undefined && until <= after) return undefined;
  return { ...ask, since: new Date(after).toISOString() };
}

/** A value that changes at most once in a pause; the last one always comes. */
function useCalmly<Value>(value: Value): Value {
  const [kept, setKept] = useState(value);
  const changed = useRef(0);
  useEffect(() => {
    const wait = Math.max(0, changed.current + PAUSE - Date.now());
    const timer = setTimeout(() => {
      changed.current = Date.now();
      setKept(value);
    }, wait);
    return () => clearTimeout(timer);
  }, [value]);
  return kept;
}

/** What a value was when a question was put: nothing where it was not known yet. */
function useWhenPut(value: string | undefined, question: string): string | undefined {
  const [put, setPut] = useState({ question, value });
  if (put.question === question) return put.value;
  setPut({ question, value });
  return value;
}

/** When the newest delivery came that the rows know of: empty for none, `undefined` while unknown. */
function useEdge({ ask, rows, sort, seen, listed }: Shown): string | undefined {
  const settled = listed && rows.isSuccess && !rows.isPlaceholderData;
  const order = orderOf(sort);
  const byTime = order.field === "time_received" && order.down;
  const newest = useQuery({
    queryKey: ["explore", "edge", ask, seen],
    queryFn: async ({ signal }) => {
      const query = { ...asked(ask), fields: "time_received", sort: "-time_received", limit: 1 };
      const found = (await deliverySearch({ query, signal, throwOnError: true })).data;
      return String(found.rows[0]?.["time_received"] ?? "");
    },
    enabled: settled && !byTime,
    ...forever,
  });
  if (!settled) return undefined;
  return byTime ? String(rows.flat[0]?.["time_received"] ?? "") : newest.data;
}

/** How many deliveries of the question have come since it was put, and are in none of the rows. */
export function useNewer(shown: Shown): number {
  const { ask, sort, seen } = shown;
  const edge = useEdge(shown);
  const state = useCalmly(useFreshness().data?.state);
  // A state older than the rows costs one count too many; one newer than they are would hide mail.
  const before = useWhenPut(state, JSON.stringify([ask, sort, seen]));
  const came = edge !== undefined && state !== undefined && state !== before;
  const count = useQuery({
    queryKey: ["explore", "newer", ask, edge, state],
    queryFn: async ({ signal }) => {
      const after = edge ? askAfter(edge, ask, Date.now()) : ask;
      if (!after) return 0;
      return (await deliveryCount({ query: asked(after), signal, throwOnError: true })).data.count;
    },
    placeholderData: (last, query) =>
      query?.queryKey[2] === ask && query.queryKey[3] === edge ? last : undefined,
    enabled: came,
    ...forever,
  });
  return came ? (count.data ?? 0) : 0;
}
