import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";

import {
  deliveryGroups,
  explorerCampaigns,
  explorerClicksEmails,
  explorerOrigin,
  explorerTop,
} from "~/api/generated";

import { asked, type Ask } from "../state";

const PAGE = 50;
const forever = { staleTime: Number.POSITIVE_INFINITY, gcTime: 120_000 } as const;
const paged = {
  initialPageParam: "" as string,
  placeholderData: keepPreviousData,
  ...forever,
};

function page(ask: Ask, cursor: string) {
  return { ...asked(ask), limit: PAGE, ...(cursor ? { cursor } : {}) };
}

/** The most frequent values of a tab's field. */
export function useTop(ask: Ask, tab: string, seen: number) {
  return useInfiniteQuery({
    queryKey: ["explore", "top", ask, tab, seen],
    queryFn: async ({ signal, pageParam }) =>
      (await explorerTop({ query: { ...page(ask, pageParam), tab }, signal, throwOnError: true }))
        .data,
    getNextPageParam: (last) => last.next,
    ...paged,
  });
}

export function useCampaigns(ask: Ask, seen: number) {
  return useInfiniteQuery({
    queryKey: ["explore", "campaigns", ask, seen],
    queryFn: async ({ signal, pageParam }) =>
      (await explorerCampaigns({ query: page(ask, pageParam), signal, throwOnError: true })).data,
    getNextPageParam: (last) => last.next,
    ...paged,
  });
}

/** Deliveries put together by a value that they share. */
export function useGroups(ask: Ask, field: string, newest: boolean, seen: number) {
  return useInfiniteQuery({
    queryKey: ["explore", "groups", ask, field, newest, seen],
    queryFn: async ({ signal, pageParam }) => {
      const order = newest ? ("newest" as const) : ("count" as const);
      const query = { ...page(ask, pageParam), field, order };
      return (await deliveryGroups({ query, signal, throwOnError: true })).data;
    },
    getNextPageParam: (last) => last.next,
    ...paged,
  });
}

export function useOrigin(ask: Ask, seen: number) {
  return useQuery({
    queryKey: ["explore", "origin", ask, seen],
    queryFn: async ({ signal }) =>
      (await explorerOrigin({ query: asked(ask), signal, throwOnError: true })).data,
    placeholderData: keepPreviousData,
    ...forever,
  });
}

/** The filter that finds all mail that some clicks were on. */
export async function emailsOfClicks(ask: Ask) {
  return (await explorerClicksEmails({ query: asked(ask), throwOnError: true })).data;
}
