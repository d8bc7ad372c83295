import { Link } from "@tanstack/react-router";

import type { RemediationOut } from "~/api/generated";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { Time } from "~/shell/Time";
import { Button } from "~/ui/Button";
import { Empty, Waiting } from "~/ui/Notice";
import { Card } from "~/ui/Page";
import { ShowMore } from "~/ui/ShowMore";
import { Table, type Column } from "~/ui/Table";
import { worded } from "~/ui/words";

import { HistoryFilters } from "./HistoryFilters";
import { DeedMark, SeverityBadge, StateBadge } from "./Marks";
import { MiniProgress } from "./Progress";
import style from "./Remediation.module.css";
import { isNarrowed, type Actions } from "./state";
import { useShelf } from "./useShelf";

const CLEAR: Actions = {
  state: undefined,
  action: undefined,
  source: undefined,
  severity: undefined,
  by: undefined,
  proposed: undefined,
  approved: undefined,
  decided: undefined,
  text: undefined,
  from: undefined,
  before: undefined,
};

const COLUMNS: readonly Column<RemediationOut>[] = [
  {
    name: "Name",
    shown: (one) => (
      <Link to="/actions/$remediationId" params={{ remediationId: one.id }}>
        {one.name}
      </Link>
    ),
  },
  {
    name: "Action",
    shown: (one) => <DeedMark remediation={one} />,
  },
  { name: "State", shown: (one) => <StateBadge state={one.state} /> },
  { name: "Severity", shown: (one) => <SeverityBadge severity={one.severity} /> },
  { name: "Outcomes", shown: (one) => <MiniProgress counts={one.counts} /> },
  {
    name: "By",
    shown: (one) => one.started_by || one.created_by,
  },
  { name: "Source", shown: (one) => worded(one.source) },
  { name: "Ended", shown: (one) => <Time at={one.ended_at} /> },
];

/** What is over, and how it ended. */
export function History({
  state,
  onChange,
}: {
  state: Actions;
  onChange: (more: Actions) => void;
}) {
  const found = useShelf("history", state);
  return (
    <div className={style.list}>
      <HistoryFilters state={state} onChange={onChange} onClear={() => onChange(CLEAR)} />
      {found.error && <ProblemNotice error={found.error} />}
      {found.isPending && <Waiting what="the history" />}
      {found.isSuccess && found.items.length === 0 && (
        <Nothing narrowed={isNarrowed(state)} onClear={() => onChange(CLEAR)} />
      )}
      {found.items.length > 0 && <Rows items={found.items} />}
      <ShowMore of={found} />
    </div>
  );
}

function Nothing({ narrowed, onClear }: { narrowed: boolean; onClear: () => void }) {
  if (narrowed) {
    return (
      <Empty icon="search" title="No remediation fits">
        <Button onClick={onClear}>Show all</Button>
      </Empty>
    );
  }
  return (
    <Empty icon="book" title="Nothing has been done to mail yet">
      <p>What was started, rejected or cancelled stays listed here for good.</p>
    </Empty>
  );
}

function Rows({ items }: { items: readonly RemediationOut[] }) {
  return (
    <Card padded={false}>
      <Table label="History" rows={items} keyOf={(one) => one.id} columns={COLUMNS} />
    </Card>
  );
}
