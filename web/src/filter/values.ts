import { deliveryTop, explorerChart } from "~/api/generated";

/** Of which rows values are asked: a view, and a range as the API takes it. */
export type Where = {
  view: string;
  since?: string | undefined;
  until?: string | undefined;
};

/** Values of a field with how often they are there, the most frequent first. */
export type Found = readonly { value: string; count: number }[];

const CLICKS = "url_clicks";

/** The most frequent values of a field among the rows of a filter. */
export async function topValues({
  field,
  filter,
  limit,
  where,
  signal,
}: {
  field: string;
  filter: string;
  limit: number;
  where: Where;
  signal: AbortSignal;
}): Promise<Found> {
  const rows = {
    filter,
    view: where.view,
    ...(where.since ? { since: where.since } : {}),
    ...(where.until ? { until: where.until } : {}),
  };
  if (where.view !== CLICKS) {
    const { data } = await deliveryTop({ query: { ...rows, field, limit }, signal });
    return data?.top ?? [];
  }
  // Clicks are counted by the chart alone: its series are the most frequent values.
  const query = { ...rows, pivot: field, series: limit, bucket: "month" as const };
  const { data } = await explorerChart({ query, signal });
  return (data?.series ?? [])
    .filter(({ value }) => value !== null)
    .map(({ value, total }) => ({ value: value ?? "", count: total }));
}
