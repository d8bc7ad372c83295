import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { ProblemNotice } from "~/shell/ProblemNotice";
import { Waiting } from "~/ui/Notice";

/** What was asked of the server: on its way, refused, or there. */
export function Asked<Found>({
  query,
  what,
  children,
}: {
  query: UseQueryResult<Found, unknown>;
  what: string;
  children: (found: Found) => ReactNode;
}) {
  if (query.isPending) return <Waiting what={what} />;
  const refusal = query.isError && (
    <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
  );
  // What was there before a refusal stays, so that nothing that stands in it is lost.
  return (
    <>
      {refusal}
      {query.data !== undefined && children(query.data)}
    </>
  );
}
