import { useState } from "react";

import type { HeldPageOut } from "~/api/generated";
import { IconButton } from "~/ui/Button";
import { SmallField, SmallSelect } from "~/ui/Field";
import { When } from "~/ui/When";

import style from "./Quarantine.module.css";
import { STATES, type Quarantine, type State } from "./state";
import { SAID } from "./words";

const THREATS = [
  { value: "", label: "Any threat" },
  { value: "malware", label: "Malware" },
  { value: "phish", label: "Phish" },
  { value: "spam", label: "Spam" },
] as const;

/** Which held mail is shown; all of it stands in the address. */
export function Filters({
  quarantine,
  counts,
  onChange,
}: {
  quarantine: Quarantine;
  counts: HeldPageOut["counts"] | undefined;
  onChange: (next: Quarantine) => void;
}) {
  const states = STATES.map((state) => ({
    value: state as State | "all",
    label: `${SAID[state]} ${(counts?.[state] ?? 0).toLocaleString("en")}`,
  }));
  return (
    <div className={style.filters} role="search" aria-label="Filters">
      <Words key={quarantine.text} text={quarantine.text ?? ""} onSearch={onChange} />
      <SmallSelect
        label="State"
        choices={[...states, { value: "all", label: "All states" }]}
        value={quarantine.state ?? "held"}
        onChoose={(state) => onChange({ state: state === "held" ? undefined : state })}
      />
      <SmallSelect
        label="Threat"
        choices={THREATS}
        value={quarantine.threat ?? ""}
        onChoose={(threat) => onChange({ threat: threat || undefined })}
      />
      <When since={quarantine.since} until={quarantine.until} onChange={onChange} />
      {quarantine.message !== undefined && (
        <span className={style.chip}>
          One message
          <IconButton
            icon="close"
            label="Show every message"
            onClick={() => onChange({ message: undefined })}
          />
        </span>
      )}
    </div>
  );
}

function Words({ text, onSearch }: { text: string; onSearch: (next: Quarantine) => void }) {
  const [typed, setTyped] = useState(text);
  return (
    <form
      className={style.filters}
      onSubmit={(event) => {
        event.preventDefault();
        onSearch({ text: typed.trim() || undefined });
      }}
    >
      <SmallField
        id="quarantine-text"
        type="search"
        label="Search held mail"
        placeholder="Search addresses, subjects, reasons"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          if (event.target.value === "" && text !== "") onSearch({ text: undefined });
        }}
      />
    </form>
  );
}
