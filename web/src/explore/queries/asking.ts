import type { QueryClient } from "@tanstack/react-query";

import {
  queryListQueryKey,
  trackedQueryListQueryKey,
} from "~/api/generated/@tanstack/react-query.gen";

/** Asks anew for what a change to a query may have changed. */
export async function anew(queries: QueryClient): Promise<void> {
  await Promise.all(
    [queryListQueryKey(), trackedQueryListQueryKey()].map((queryKey) =>
      queries.invalidateQueries({ queryKey }),
    ),
  );
}
