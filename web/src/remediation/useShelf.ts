import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { remediationList, type RemediationOut, type Shelf } from "~/api/generated";

import { narrowingOf, type Actions } from "./state";

const PAGE = 50; // remediations of each page

/** Remediations of one of the four lists, newest first, a page at a time. */
export function useShelf(shelf: Shelf, narrowed: Actions = {}, enabled = true) {
  const query = { shelf, limit: PAGE, ...narrowingOf(narrowed) };
  const answer = useInfiniteQuery({
    // Named as the generated keys are, so that live updates know what it shows.
    queryKey: [{ _id: "remediationList", query }],
    queryFn: async ({ signal, pageParam: cursor }) => {
      const page = { ...query, ...(cursor ? { cursor } : {}) };
      return (await remediationList({ query: page, signal })).data;
    },
    initialPageParam: "",
    getNextPageParam: (page) => page?.next,
    enabled,
  });
  const pages = answer.data?.pages;
  const items = useMemo<readonly RemediationOut[]>(
    () => pages?.flatMap((page) => page?.items ?? []) ?? [],
    [pages],
  );
  return { ...answer, items, count: counted(items.length, answer.hasNextPage) };
}

/** A number for a tab, where perhaps not all are known. */
export function counted(known: number, more: boolean): string {
  return `${known.toLocaleString("en")}${more ? "+" : ""}`;
}
