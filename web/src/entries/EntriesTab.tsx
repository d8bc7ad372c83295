import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useState } from "react";

import { entryExport, entryRemove } from "~/api/generated";
import {
  entryListInfiniteOptions,
  entryListQueryKey,
} from "~/api/generated/@tanstack/react-query.gen";
import { useAttempt } from "~/shell/attempt";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { save } from "~/shell/save";
import { useMay } from "~/shell/session";
import { say } from "~/shell/Toasts";
import { Button } from "~/ui/Button";
import { Empty, Waiting } from "~/ui/Notice";
import { Card } from "~/ui/Page";
import { ShowMore } from "~/ui/ShowMore";

import { ChangeEntry } from "./ChangeEntry";
import style from "./Entries.module.css";
import { EntryTable } from "./EntryTable";
import { Filters } from "./Filters";
import { ImportEntries } from "./ImportEntries";
import { NewEntry } from "./NewEntry";
import { askedOf, isNarrowed, type Entries, type Entry } from "./state";

const NO_RIGHT = "Your role sees this and does not change it.";

function useEntries(entries: Entries) {
  const queries = useQueryClient();
  const found = useInfiniteQuery({
    ...entryListInfiniteOptions({ query: { ...askedOf(entries), limit: 100 } }),
    initialPageParam: { query: {} },
    getNextPageParam: (page) => (page.next ? { query: { cursor: page.next } } : undefined),
  });
  const again = () => queries.invalidateQueries({ queryKey: entryListQueryKey() });
  return { found, again };
}

/** What is blocked and allowed, the newest first. */
export function EntriesTab() {
  const entries = useSearch({ from: "/inside/entries" });
  const navigate = useNavigate({ from: "/entries" });
  const may = useMay();
  const { found, again } = useEntries(entries);
  const { error, run } = useAttempt();
  const [changing, setChanging] = useState<Entry>();
  const [importing, setImporting] = useState(false);
  const change = useCallback(
    (next: Entries) => void navigate({ search: (now) => ({ ...now, ...next }) }),
    [navigate],
  );
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  const why = may("lists.write") ? undefined : NO_RIGHT;
  const remove = (one: Entry) =>
    void run(async () => {
      await entryRemove({ path: { entry_id: one.id } });
      say("It is as verdicts and other lists say again.");
      await again();
    });
  const taken = () =>
    void run(async () => {
      const { data } = await entryExport({ query: askedOf(entries), parseAs: "blob" });
      if (data instanceof Blob) save(data, "entries.csv");
    });
  return (
    <div className={style.tab}>
      <div className={style.acts}>
        <Button icon="download" onClick={taken}>
          Export
        </Button>
        <Button icon="upload" why={why} onClick={() => setImporting(true)}>
          Import…
        </Button>
        <Button kind="main" icon="plus" why={why} onClick={() => change({ add: " " })}>
          Block or allow…
        </Button>
      </div>
      <Filters entries={entries} total={found.data?.pages[0]?.total} onChange={change} />
      {error !== undefined && <ProblemNotice error={error} />}
      {found.error && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <Waiting what="entries" lines={6} />}
      {found.data && items.length === 0 && <Nothing narrowed={isNarrowed(entries)} />}
      {items.length > 0 && (
        <Card padded={false}>
          <EntryTable items={items} why={why} onChange={setChanging} onRemove={remove} />
        </Card>
      )}
      <ShowMore of={found} />
      {entries.add !== undefined && why === undefined && (
        <NewEntry
          key={entries.add}
          value={entries.add.trim()}
          onKept={again}
          onClose={() => change({ add: undefined })}
        />
      )}
      {changing && (
        <ChangeEntry entry={changing} onKept={again} onClose={() => setChanging(undefined)} />
      )}
      {importing && <ImportEntries onKept={again} onClose={() => setImporting(false)} />}
    </div>
  );
}

function Nothing({ narrowed }: { narrowed: boolean }) {
  return narrowed ? (
    <Empty icon="search" title="No entry is like this">
      <p>Take a filter away.</p>
    </Empty>
  ) : (
    <Empty icon="stop" title="Nothing is blocked or allowed by hand">
      <p>
        Verdicts and judgements count. Block from here, from the menu of a sender, a link or a file,
        or from a click.
      </p>
    </Empty>
  );
}
