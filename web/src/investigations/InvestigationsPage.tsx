import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";

import { type InvestigationOut } from "~/api/generated";
import { investigationListInfiniteOptions } from "~/api/generated/@tanstack/react-query.gen";
import { Closed } from "~/shell/Closed";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { useMay } from "~/shell/session";
import { Time } from "~/shell/Time";
import { Button } from "~/ui/Button";
import { Hostile } from "~/ui/Hostile";
import { Empty, Waiting } from "~/ui/Notice";
import { Card, Page } from "~/ui/Page";
import { ShowMore } from "~/ui/ShowMore";
import { Table, type Column } from "~/ui/Table";
import { worded } from "~/ui/words";

import { Begin } from "./Begin";
import style from "./Investigations.module.css";
import { StatusMark, ThreatMark } from "./Marks";

const NO_RIGHT = "Your role reads investigations and begins none.";

const COLUMNS: readonly Column<InvestigationOut>[] = [
  {
    name: "Investigation",
    shown: (one) => (
      <Link
        to="/investigations/$investigationId"
        params={{ investigationId: one.id }}
        className={style.link}
      >
        <Hostile text={`${worded(one.kind)} ${one.value}`} />
      </Link>
    ),
  },
  { name: "Status", shown: (one) => <StatusMark of={one} /> },
  { name: "Verdict", shown: (one) => <ThreatMark verdict={one.verdict} /> },
  {
    name: "Malicious clusters",
    number: true,
    shown: (one) => one.malicious_clusters.toLocaleString("en"),
  },
  { name: "Actions", number: true, shown: (one) => one.actions.toLocaleString("en") },
  { name: "Who", shown: (one) => <Hostile text={one.by_name} /> },
  { name: "Begun", shown: (one) => <Time at={one.at} /> },
  { name: "Last changed", shown: (one) => <Time at={one.changed_at} /> },
];

/** What was investigated, newest first. */
export function InvestigationsPage() {
  const may = useMay();
  if (may("deliveries.read")) return <Room />;
  return (
    <Page title="Investigations">
      <Closed permission="deliveries.read" />
    </Page>
  );
}

function Room() {
  const may = useMay();
  const { begin, value } = useSearch({ from: "/inside/investigations" });
  const navigate = useNavigate({ from: "/investigations" });
  const found = useInfiniteQuery({
    ...investigationListInfiniteOptions({ query: { limit: 50 } }),
    initialPageParam: { query: {} },
    getNextPageParam: (page) => (page.next ? { query: { cursor: page.next } } : undefined),
  });
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  const why = may("mail.judge") ? undefined : NO_RIGHT;
  return (
    <Page
      title="Investigations"
      about="From one message, sender, recipient or URL: what belongs to it, how bad that is, who clicked, and what should go."
      acts={
        <Button
          kind="main"
          icon="search"
          why={why}
          onClick={() => void navigate({ search: { begin: "message" } })}
        >
          Investigate…
        </Button>
      }
    >
      {found.isError && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <Waiting what="investigations" lines={6} />}
      {found.data && items.length === 0 && (
        <Empty icon="search" title="Nothing was investigated yet">
          <p>Begin here, or from the menu of a sender, a recipient, a link or a message.</p>
        </Empty>
      )}
      {items.length > 0 && (
        <Card padded={false}>
          <Table label="Investigations" columns={COLUMNS} rows={items} keyOf={(one) => one.id} />
        </Card>
      )}
      <ShowMore of={found} />
      {begin && may("mail.judge") && (
        <Begin
          key={`${begin} ${value}`}
          kind={begin}
          value={value ?? ""}
          onClose={() => void navigate({ search: {} })}
        />
      )}
    </Page>
  );
}
