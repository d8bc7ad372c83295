import { useInfiniteQuery } from "@tanstack/react-query";

import { explorerClicks } from "~/api/generated";
import { asked, type Ask } from "~/explore/state";
import { ClickTable, type Click } from "~/links/ClickTable";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { Empty, Waiting } from "~/ui/Notice";
import { ShowMore } from "~/ui/ShowMore";

/** Who clicked links of the mail, and what became of it, the newest first. */
export function ClickList({ ask }: { ask: Ask }) {
  const found = useInfiniteQuery({
    queryKey: ["campaigns", "clicks", ask],
    queryFn: async ({ signal, pageParam }) => {
      const query = { ...asked(ask), limit: 50, ...(pageParam ? { cursor: pageParam } : {}) };
      return (await explorerClicks({ query, signal, throwOnError: true })).data;
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });
  const rows: Click[] = found.data?.pages.flatMap((page) => page.rows) ?? [];
  if (found.error && !found.data) {
    return <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />;
  }
  if (!found.data) return <Waiting what="clicks" />;
  if (rows.length === 0) {
    return (
      <Empty icon="list" title="Nobody clicked a link of it">
        <p>Clicks are known of links that are protected, or that another product told of.</p>
      </Empty>
    );
  }
  return (
    <>
      <ClickTable clicks={rows} />
      <ShowMore of={found} />
    </>
  );
}
