import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { remediationItems, type ItemOut, type Outcome } from "~/api/generated";

const PAGE = 200; // deliveries of each page

/** The deliveries of a remediation, a page at a time. */
export function useItems(id: string, outcome: Outcome | undefined) {
  const path = { remediation_id: id };
  const query = outcome ? { outcome } : {};
  const answer = useInfiniteQuery({
    // Named as the generated keys are, so that live updates know what it shows.
    queryKey: [{ _id: "remediationItems", path, query }],
    queryFn: async ({ signal, pageParam: cursor }) => {
      const page = { ...query, limit: PAGE, ...(cursor ? { cursor } : {}) };
      return (await remediationItems({ path, query: page, signal })).data;
    },
    initialPageParam: "",
    getNextPageParam: (page) => page?.next,
    placeholderData: keepPreviousData,
  });
  const pages = answer.data?.pages;
  const items = useMemo<readonly ItemOut[]>(
    () => pages?.flatMap((page) => page?.items ?? []) ?? [],
    [pages],
  );
  return { ...answer, items };
}
