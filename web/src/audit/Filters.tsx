import { useState } from "react";

import type { PersonOut } from "~/api/generated";
import { IconButton } from "~/ui/Button";
import { SmallSelect } from "~/ui/Field";

import style from "./Audit.module.css";
import { KINDS } from "./sentences";
import type { Audit } from "./state";

const SINCE = [
  { value: "", label: "Any time" },
  { value: "-24h", label: "Last 24 hours" },
  { value: "-7d", label: "Last 7 days" },
  { value: "-30d", label: "Last 30 days" },
  { value: "between", label: "Between days …" },
] as const;

const RESULTS = [
  { value: "", label: "Any end" },
  { value: "done", label: "Done" },
  { value: "denied", label: "Denied" },
  { value: "failed", label: "Failed" },
] as const;

/** Which entries are shown; all of it stands in the address. */
export function Filters({
  audit,
  people,
  onChange,
}: {
  audit: Audit;
  people: readonly PersonOut[];
  onChange: (next: Audit) => void;
}) {
  const who = [
    { value: "", label: "Everybody" },
    ...people.map((one) => ({ value: one.id, label: one.name })),
  ];
  const known = KINDS.map((kind) => ({ value: kind.value as string, label: kind.label as string }));
  const action = audit.action ?? "";
  const kinds = known.some((kind) => kind.value === action)
    ? known
    : [...known, { value: action, label: action }];
  const preset = SINCE.find((one) => one.value === (audit.since ?? ""))?.value;
  const [between, setBetween] = useState(preset === undefined || audit.until !== undefined);
  const range = (value: (typeof SINCE)[number]["value"]) => {
    setBetween(value === "between");
    if (value !== "between") onChange({ since: value || undefined, until: undefined });
  };
  return (
    <div className={style.filters} role="search" aria-label="Filters">
      <Search key={audit.text} text={audit.text ?? ""} onSearch={(text) => onChange({ text })} />
      <SmallSelect
        label="Who"
        choices={who}
        value={audit.person ?? ""}
        onChoose={(person) => onChange({ person: person || undefined })}
      />
      <SmallSelect
        label="What"
        choices={kinds}
        value={action}
        onChoose={(kind) => onChange({ action: kind || undefined })}
      />
      <SmallSelect
        label="How it ended"
        choices={RESULTS}
        value={audit.result ?? ""}
        onChoose={(result) => onChange({ result: result || undefined })}
      />
      <SmallSelect
        label="When"
        choices={SINCE}
        value={between ? "between" : (preset ?? "")}
        onChoose={range}
      />
      {between && (
        <>
          <Day label="From" value={audit.since} onDay={(since) => onChange({ since })} />
          <Day label="Before" value={audit.until} onDay={(until) => onChange({ until })} />
        </>
      )}
      <Only said="By" value={audit.actor} onDrop={() => onChange({ actor: undefined })} />
      <Only said="About" value={audit.subject} onDrop={() => onChange({ subject: undefined })} />
    </div>
  );
}

function Search({
  text,
  onSearch,
}: {
  text: string;
  onSearch: (text: string | undefined) => void;
}) {
  const [typed, setTyped] = useState(text);
  return (
    <form
      className={style.filters}
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(typed.trim() || undefined);
      }}
    >
      <input
        id="audit-text"
        className={style.search}
        type="search"
        aria-label="Search the trail"
        placeholder="Search names, ids, details"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          if (event.target.value === "" && text !== "") onSearch(undefined);
        }}
      />
    </form>
  );
}

function Day({
  label,
  value,
  onDay,
}: {
  label: string;
  value: string | undefined;
  onDay: (day: string | undefined) => void;
}) {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(value ?? "") ? value : "";
  return (
    <input
      type="date"
      className={style.date}
      aria-label={label}
      value={day}
      onChange={(event) => onDay(event.target.value || undefined)}
    />
  );
}

function Only({
  said,
  value,
  onDrop,
}: {
  said: string;
  value: string | undefined;
  onDrop: () => void;
}) {
  if (value === undefined) return null;
  return (
    <span className={style.chip}>
      {said} {value}
      <IconButton icon="close" label={`Without “${said} ${value}”`} onClick={onDrop} />
    </span>
  );
}
