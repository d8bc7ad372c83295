import { useQuery } from "@tanstack/react-query";

import { campaignChanges, campaignFlow, campaignGet, campaignList } from "~/api/generated";

type Range = { since: string; until: string };

/** Everything about one campaign is kept under this key and its id. */
const keyOf = (id: string) => ["campaigns", "one", id] as const;

export function useCampaign(id: string) {
  return useQuery({
    queryKey: keyOf(id),
    queryFn: async ({ signal }) =>
      (await campaignGet({ path: { campaign_id: id }, signal, throwOnError: true })).data,
  });
}

export function useFlow(id: string, range: Range) {
  return useQuery({
    queryKey: [...keyOf(id), "flow", range],
    queryFn: async ({ signal }) => {
      const asked = {
        path: { campaign_id: id },
        query: range,
        signal,
        throwOnError: true,
      } as const;
      return (await campaignFlow(asked)).data;
    },
  });
}

export function useChanges(id: string) {
  return useQuery({
    queryKey: [...keyOf(id), "changes"],
    queryFn: async ({ signal }) =>
      (await campaignChanges({ path: { campaign_id: id }, signal, throwOnError: true })).data.items,
  });
}

/** Those that another could be merged into. */
export function useOthers(id: string) {
  return useQuery({
    queryKey: ["campaigns", "others", id],
    queryFn: async ({ signal }) => {
      const { data } = await campaignList({ query: { limit: 200 }, signal, throwOnError: true });
      return data.items.filter((one) => one.id !== id);
    },
  });
}
