import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

import type { AlertOut } from "~/api/generated";
import { alertListInfiniteOptions } from "~/api/generated/@tanstack/react-query.gen";
import { useCommands, type Command } from "~/shell/commands";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { Time } from "~/shell/Time";
import { Button } from "~/ui/Button";
import { SmallSelect } from "~/ui/Field";
import { Hostile } from "~/ui/Hostile";
import { Narrowing, OnlyThese } from "~/ui/Narrowing";
import { Empty, Waiting } from "~/ui/Notice";
import { Card } from "~/ui/Page";
import { ShowMore } from "~/ui/ShowMore";
import { Table, type Column } from "~/ui/Table";
import { When } from "~/ui/When";

import style from "./Alerts.module.css";
import { SeverityMark, StatusMark } from "./Marks";
import {
  askedOf,
  CATEGORIES,
  choicesOf,
  isNarrowed,
  SEVERITIES,
  STATUSES,
  type Alerts,
} from "./state";

const STANDING = [
  { value: "open" as const, label: "Open" },
  ...choicesOf(STATUSES),
  { value: "all" as const, label: "Every status" },
];
const SEVERITY = [{ value: "" as const, label: "Every severity" }, ...choicesOf(SEVERITIES)];
const CATEGORY = [{ value: "" as const, label: "Every category" }, ...choicesOf(CATEGORIES)];
const WHOSE = [
  { value: "" as const, label: "Anybody's" },
  { value: "me" as const, label: "Mine" },
  { value: "nobody" as const, label: "Nobody's" },
];

const COLUMNS: readonly Column<AlertOut>[] = [
  { name: "Severity", shown: (one) => <SeverityMark of={one} /> },
  {
    name: "Alert",
    shown: (one) => (
      <Link to="/alerts/$alertId" params={{ alertId: one.id }} className={style.link}>
        <Hostile text={one.policy_name} />
      </Link>
    ),
  },
  { name: "What", shown: (one) => <Hostile text={one.summary} /> },
  { name: "Hits", number: true, shown: (one) => one.hits.toLocaleString("en") },
  { name: "Status", shown: (one) => <StatusMark of={one} /> },
  { name: "Whose", shown: (one) => <Hostile text={one.assignee_name || "nobody"} /> },
  { name: "Last", shown: (one) => <Time at={one.last_at} /> },
];

/** Alerts, newest first; at first those that somebody has still to see to. */
export function AlertsTab() {
  const alerts = useSearch({ from: "/inside/alerts" });
  const navigate = useNavigate({ from: "/alerts" });
  const found = useInfiniteQuery({
    ...alertListInfiniteOptions({ query: { ...askedOf(alerts), limit: 50 } }),
    initialPageParam: { query: {} },
    getNextPageParam: (page) => (page.next ? { query: { cursor: page.next } } : undefined),
  });
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  const change = useCallback(
    (next: Alerts) => void navigate({ search: (now) => ({ ...now, ...next }) }),
    [navigate],
  );
  useCommands(COMMANDS);
  return (
    <div className={style.tab}>
      <Filters alerts={alerts} onChange={change} />
      {found.isError && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <Waiting what="alerts" lines={6} />}
      {found.data && items.length === 0 && (
        <Nothing narrowed={isNarrowed(alerts)} onAll={() => change({ status: "all" })} />
      )}
      {items.length > 0 && (
        <Card padded={false}>
          <Table label="Alerts" columns={COLUMNS} rows={items} keyOf={(one) => one.id} />
        </Card>
      )}
      <ShowMore of={found} />
    </div>
  );
}

function Filters({ alerts, onChange }: { alerts: Alerts; onChange: (next: Alerts) => void }) {
  return (
    <Narrowing>
      <SmallSelect
        label="Status"
        choices={STANDING}
        value={alerts.status ?? "open"}
        onChoose={(status) => onChange({ status: status === "open" ? undefined : status })}
      />
      <SmallSelect
        label="Severity"
        choices={SEVERITY}
        value={alerts.severity ?? ""}
        onChoose={(severity) => onChange({ severity: severity || undefined })}
      />
      <SmallSelect
        label="Category"
        choices={CATEGORY}
        value={alerts.category ?? ""}
        onChoose={(category) => onChange({ category: category || undefined })}
      />
      <SmallSelect
        label="Whose"
        choices={WHOSE}
        value={alerts.assignee ?? ""}
        onChoose={(assignee) => onChange({ assignee: assignee || undefined })}
      />
      <When since={alerts.since} until={alerts.until} onChange={onChange} />
      {alerts.policy !== undefined && (
        <OnlyThese
          said="Of one policy"
          without="Show alerts of every policy"
          onDrop={() => onChange({ policy: undefined })}
        />
      )}
    </Narrowing>
  );
}

function Nothing({ narrowed, onAll }: { narrowed: boolean; onAll: () => void }) {
  return narrowed ? (
    <Empty icon="search" title="No alert is like this">
      <p>Take a filter away, or look at every status.</p>
      <Button onClick={onAll}>Show every status</Button>
    </Empty>
  ) : (
    <Empty icon="check" title="Nothing is open">
      <p>Alerts stand here from when a policy finds something until somebody has seen to it.</p>
      <Button onClick={onAll}>Show what was seen to</Button>
    </Empty>
  );
}

const COMMANDS: readonly Command[] = [
  {
    id: "alerts mine",
    says: "Narrow alerts",
    group: "Alerts",
    keys: "/",
    icon: "funnel",
    run: () => document.querySelector<HTMLElement>('[aria-label="Status"]')?.focus(),
  },
];
