import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { clickEntryDelete, clickEntryList, type ClickEntryOut } from "~/api/generated";
import { useAttempt } from "~/shell/attempt";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { useMay } from "~/shell/session";
import { Time } from "~/shell/Time";
import { say } from "~/shell/Toasts";
import { Button } from "~/ui/Button";
import { Hostile } from "~/ui/Hostile";
import { Mark } from "~/ui/Mark";
import { Empty, Waiting } from "~/ui/Notice";
import { Card } from "~/ui/Page";
import { Table, type Column } from "~/ui/Table";
import { defanged } from "~/ui/words";

import { NewEntry } from "./NewEntry";
import style from "./Protection.module.css";

const NO_RIGHT = "Your role sees this and does not change it.";

const COLUMNS: readonly Column<ClickEntryOut>[] = [
  {
    name: "At the click",
    shown: (one) =>
      one.kind === "block" ? (
        <Mark tone="blocked" icon="stop">
          {one.kind_label}
        </Mark>
      ) : (
        <Mark tone="good" icon="check">
          {one.kind_label}
        </Mark>
      ),
  },
  { name: "What", shown: (one) => one.what_label },
  { name: "Link or host", shown: (one) => <Hostile text={defanged(one.value)} /> },
  {
    name: "Until",
    shown: (one) => (one.expires_at ? <Time at={one.expires_at} /> : "for good"),
  },
  { name: "Who", shown: (one) => <Hostile text={one.by_name} /> },
  { name: "Since", shown: (one) => <Time at={one.at} /> },
  { name: "Why", shown: (one) => <Hostile text={one.reason} /> },
];

/** What people block and let through at the click. */
export function EntriesTab() {
  const queries = useQueryClient();
  const may = useMay();
  const { error, run } = useAttempt();
  const [adding, setAdding] = useState(false);
  const found = useInfiniteQuery({
    queryKey: ["protection", "entries"],
    queryFn: async ({ signal, pageParam }) => {
      const query = { limit: 100, ...(pageParam ? { cursor: pageParam } : {}) };
      return (await clickEntryList({ query, signal, throwOnError: true })).data;
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  const why = may("lists.write") ? undefined : NO_RIGHT;
  const remove = (one: ClickEntryOut) =>
    void run(async () => {
      await clickEntryDelete({ path: { entry_id: one.id } });
      say("It is as lists and verdicts say again.");
      await queries.invalidateQueries({ queryKey: ["protection", "entries"] });
    });
  const acts: Column<ClickEntryOut> = {
    name: "",
    shown: (one) => (
      <Button icon="undo" why={why} onClick={() => remove(one)}>
        Take back
      </Button>
    ),
  };
  return (
    <div className={style.tab}>
      <div className={style.acts}>
        <Button icon="plus" why={why} onClick={() => setAdding(true)}>
          Block or allow…
        </Button>
      </div>
      {error !== undefined && <ProblemNotice error={error} />}
      {found.error && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <Waiting what="entries" />}
      {found.data && items.length === 0 && (
        <Empty icon="stop" title="Nothing is blocked or allowed by hand">
          <p>Lists, verdicts and judgements count. A link can be blocked from its click, too.</p>
        </Empty>
      )}
      {items.length > 0 && (
        <Card padded={false}>
          <Table
            label="Blocked and allowed"
            columns={[...COLUMNS, acts]}
            rows={items}
            keyOf={(one) => one.id}
          />
        </Card>
      )}
      {found.hasNextPage && (
        <div className={style.more}>
          <Button onClick={() => void found.fetchNextPage()}>Show more</Button>
        </div>
      )}
      {adding && <NewEntry onClose={() => setAdding(false)} />}
    </div>
  );
}
