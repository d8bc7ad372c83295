import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";

import type { RemediationOut } from "~/api/generated";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { Time } from "~/shell/Time";
import { Button } from "~/ui/Button";
import { SelectField, TextField } from "~/ui/Field";
import { Empty, Waiting } from "~/ui/Notice";
import { Card } from "~/ui/Page";
import { Table, type Column } from "~/ui/Table";
import { worded } from "~/ui/words";

import { DeedMark, SeverityBadge, StateBadge } from "./Marks";
import { More } from "./More";
import { MiniProgress } from "./Progress";
import style from "./Remediation.module.css";
import { isNarrowed, SOURCES, type Actions } from "./state";
import { useShelf } from "./useShelf";
import { actionName, ACTIONS } from "./words";

const PAUSE = 300; // milliseconds after the last key until it is asked
const ANY = "any";
const CLEAR: Actions = {
  action: undefined,
  source: undefined,
  severity: undefined,
  by: undefined,
  decided: undefined,
  text: undefined,
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
      <Filters state={state} onChange={onChange} />
      {found.error && <ProblemNotice error={found.error} />}
      {found.isPending && <Waiting what="the history" />}
      {found.isSuccess && found.items.length === 0 && (
        <Nothing narrowed={isNarrowed(state)} onClear={() => onChange(CLEAR)} />
      )}
      {found.items.length > 0 && <Rows items={found.items} />}
      <More found={found} />
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

function Filters({ state, onChange }: { state: Actions; onChange: (more: Actions) => void }) {
  return (
    <div className={style.filters} role="search" aria-label="Filters of the history">
      <Choose
        label="Action"
        values={ACTIONS}
        says={actionName}
        value={state.action}
        onChoose={(action) => onChange({ action })}
      />
      <Choose
        label="Source"
        values={SOURCES}
        says={worded}
        value={state.source}
        onChoose={(source) => onChange({ source })}
      />
      <Choose
        label="Severity"
        values={["low", "medium", "high"] as const}
        says={worded}
        value={state.severity}
        onChoose={(severity) => onChange({ severity })}
      />
      <Typed label="Made by" value={state.by} onTyped={(by) => onChange({ by })} />
      <Typed
        label="Decided by"
        value={state.decided}
        onTyped={(decided) => onChange({ decided })}
      />
      <Typed label="Name, note or id" value={state.text} onTyped={(text) => onChange({ text })} />
      {isNarrowed(state) && (
        <Button kind="quiet" icon="close" onClick={() => onChange(CLEAR)}>
          Clear
        </Button>
      )}
    </div>
  );
}

function Choose<Value extends string>({
  label,
  values,
  says,
  value,
  onChoose,
}: {
  label: string;
  values: readonly Value[];
  says: (value: Value) => string;
  value: Value | undefined;
  onChoose: (value: Value | undefined) => void;
}) {
  const choices: { value: Value | typeof ANY; label: string }[] = [
    { value: ANY, label: "Any" },
    ...values.map((one) => ({ value: one, label: says(one) })),
  ];
  return (
    <div>
      <SelectField
        label={label}
        choices={choices}
        value={value ?? ANY}
        onChoose={(chosen) => onChoose(chosen === ANY ? undefined : chosen)}
      />
    </div>
  );
}

function Typed({
  label,
  value,
  onTyped,
}: {
  label: string;
  value: string | undefined;
  onTyped: (value: string | undefined) => void;
}) {
  const [typed, setTyped] = useState(value ?? "");
  const [shown, setShown] = useState(value);
  if (shown !== value) {
    // The address has changed, by this field a moment ago or by "Clear".
    setShown(value);
    setTyped(value ?? "");
  }
  useEffect(() => {
    if (typed.trim() === (value ?? "")) return undefined;
    const timer = setTimeout(() => onTyped(typed.trim() || undefined), PAUSE);
    return () => clearTimeout(timer);
  }, [typed, value, onTyped]);
  return (
    <div>
      <TextField
        label={label}
        type="search"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </div>
  );
}
