import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";

import { auditEntries } from "~/api/generated";
import { personListOptions } from "~/api/generated/@tanstack/react-query.gen";
import { Closed } from "~/shell/Closed";
import { useCommands, type Command } from "~/shell/commands";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { useMay } from "~/shell/session";
import { Button } from "~/ui/Button";
import { Empty, Waiting } from "~/ui/Notice";
import { Page, PageHead } from "~/ui/Page";

import style from "./Audit.module.css";
import { CheckpointDialog } from "./CheckpointDialog";
import { Entries } from "./Entries";
import { ExportMenu } from "./ExportMenu";
import { Filters } from "./Filters";
import { askedOf, type Audit } from "./state";

const PAGE = 200;

/** Who did what to what, newest first, and how one knows that nothing was changed. */
export function AuditPage() {
  const may = useMay();
  if (may("audit.read")) return <Trail />;
  return (
    <Page title="Audit">
      <Closed permission="audit.read" />
    </Page>
  );
}

function Trail() {
  const audit = useSearch({ from: "/inside/audit" });
  const navigate = useNavigate({ from: "/audit" });
  const may = useMay();
  const people = useQuery({ ...personListOptions(), enabled: may("people.read") }).data?.items;
  const [checkpoint, setCheckpoint] = useState(false);
  const asked = askedOf(audit);
  const found = useInfiniteQuery({
    queryKey: ["audit", asked],
    queryFn: async ({ pageParam, signal }) => {
      const { data } = await auditEntries({
        query: { ...asked, limit: PAGE, cursor: pageParam },
        signal,
      });
      return data ?? { items: [], next: null };
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const items = useMemo(() => found.data?.pages.flatMap((page) => page.items) ?? [], [found.data]);
  const change = useCallback(
    (next: Audit) =>
      void navigate({ search: (now) => ({ ...now, ...next }), replace: "entry" in next }),
    [navigate],
  );
  const open = audit.entry;
  const commands = useMemo<Command[]>(() => {
    const step = (by: number) => {
      const at = items.findIndex((one) => String(one.id) === open);
      const next = items[at < 0 ? 0 : at + by];
      if (next) change({ entry: String(next.id) });
    };
    return [
      { id: "audit next", says: "Next entry", group: "Audit", keys: "j", run: () => step(1) },
      { id: "audit before", says: "Entry before", group: "Audit", keys: "k", run: () => step(-1) },
      {
        id: "audit close",
        says: "Close the entry",
        group: "Audit",
        keys: "escape",
        run: () => change({ entry: undefined }),
      },
      {
        id: "audit search",
        says: "Search the trail",
        group: "Audit",
        keys: "/",
        icon: "search",
        run: () => document.getElementById("audit-text")?.focus(),
      },
      {
        id: "audit checkpoint",
        says: "Show the newest checkpoint",
        group: "Audit",
        keys: "c",
        icon: "shield",
        run: () => setCheckpoint(true),
      },
    ];
  }, [items, open, change]);
  useCommands(commands);
  return (
    <div className={style.page}>
      <PageHead
        title="Audit"
        about="Who did what, sealed as it happens. Nothing here can be changed without being noticed."
        acts={
          <>
            <Button icon="shield" onClick={() => setCheckpoint(true)}>
              Checkpoint
            </Button>
            <ExportMenu audit={audit} />
          </>
        }
      />
      <Filters audit={audit} people={people ?? []} onChange={change} />
      {found.isError && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <Waiting what="the audit trail" lines={6} />}
      {found.data && items.length === 0 && (
        <Empty icon="book" title="No entry is like this">
          <p>Take a filter away, or look further back.</p>
          <Button onClick={() => void navigate({ search: {} })}>Show everything</Button>
        </Empty>
      )}
      {items.length > 0 && (
        <Entries
          items={items}
          people={people ?? []}
          open={open}
          more={found.hasNextPage}
          onMore={() => {
            if (!found.isFetchingNextPage) void found.fetchNextPage();
          }}
          onChange={change}
        />
      )}
      {checkpoint && <CheckpointDialog onClose={() => setCheckpoint(false)} />}
    </div>
  );
}
