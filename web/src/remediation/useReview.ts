import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";

import { explorerViews, remediationPreview, type ReviewOut, type Sketch } from "~/api/generated";

const NAMED = 20; // mailboxes and folders that a review names

/** The filter of a view, empty where it is all mail; `undefined` while it is asked for. */
export function useViewFilter(view: string | undefined): string | undefined {
  const views = useQuery({
    queryKey: ["remediation", "views"],
    queryFn: async ({ signal }) => (await explorerViews({ signal })).data ?? [],
    enabled: Boolean(view),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (!view) return "";
  return views.data?.find((one) => one.name === view)?.filter ?? (views.isPending ? undefined : "");
}

function previewOf(sketch: Sketch | undefined) {
  return queryOptions({
    queryKey: ["remediation", "preview", sketch],
    queryFn: async ({ signal }): Promise<ReviewOut | null> => {
      if (!sketch) return null;
      const { data } = await remediationPreview({ body: sketch, query: { most: NAMED }, signal });
      return data ?? null;
    },
    enabled: sketch !== undefined,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
}

/** What a remediation that somebody thinks of would touch; the last answer stays while one asks. */
export function useReview(sketch: Sketch | undefined) {
  return useQuery(previewOf(sketch));
}
