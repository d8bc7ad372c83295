import { useEffect, useState } from "react";

import { Button } from "~/ui/Button";
import { SmallField, SmallSelect } from "~/ui/Field";
import { When } from "~/ui/When";
import { worded } from "~/ui/words";

import style from "./Remediation.module.css";
import { ENDS, isNarrowed, SEVERITIES, SOURCES, type Actions } from "./state";
import { actionName, ACTIONS, STATES } from "./words";

const PAUSE = 300; // milliseconds after the last key until it is asked
const ANY = "";

const PEOPLE = [
  { name: "by", says: "Made by" },
  { name: "proposed", says: "Proposed by" },
  { name: "approved", says: "Approved by" },
  { name: "decided", says: "Decided by" },
] as const;

/** Which of what is over; all of it stands in the address. */
export function HistoryFilters({
  state,
  onChange,
  onClear,
}: {
  state: Actions;
  onChange: (more: Actions) => void;
  onClear: () => void;
}) {
  return (
    <div className={style.filters} role="search" aria-label="Filters of the history">
      <Typed label="Name, note or id" value={state.text} onTyped={(text) => onChange({ text })} />
      <Choose
        what="state"
        values={ENDS}
        says={(end) => STATES[end]}
        value={state.state}
        onChoose={(end) => onChange({ state: end })}
      />
      <Choose
        what="action"
        values={ACTIONS}
        says={actionName}
        value={state.action}
        onChoose={(action) => onChange({ action })}
      />
      <Choose
        what="severity"
        values={SEVERITIES}
        says={worded}
        value={state.severity}
        onChoose={(severity) => onChange({ severity })}
      />
      <Choose
        what="source"
        values={SOURCES}
        says={worded}
        value={state.source}
        onChoose={(source) => onChange({ source })}
      />
      <When
        since={state.from}
        until={state.before}
        onChange={({ since, until }) => onChange({ from: since, before: until })}
      />
      {PEOPLE.map(({ name, says }) => (
        <Typed
          key={name}
          label={says}
          value={state[name]}
          onTyped={(who) => onChange({ [name]: who })}
        />
      ))}
      {isNarrowed(state) && (
        <Button kind="quiet" icon="close" onClick={onClear}>
          Clear
        </Button>
      )}
    </div>
  );
}

function Choose<Value extends string>({
  what,
  values,
  says,
  value,
  onChoose,
}: {
  what: string;
  values: readonly Value[];
  says: (value: Value) => string;
  value: Value | undefined;
  onChoose: (value: Value | undefined) => void;
}) {
  const choices: { value: Value | typeof ANY; label: string }[] = [
    { value: ANY, label: `Any ${what}` },
    ...values.map((one) => ({ value: one, label: says(one) })),
  ];
  return (
    <SmallSelect
      label={worded(what)}
      choices={choices}
      value={value ?? ANY}
      onChoose={(chosen) => onChoose(chosen === ANY ? undefined : chosen)}
    />
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
    <SmallField
      label={label}
      type="search"
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
    />
  );
}
