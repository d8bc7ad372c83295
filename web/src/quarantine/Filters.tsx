import type { HeldPageOut } from "~/api/generated";
import { SmallSelect } from "~/ui/Field";
import { Narrowing, OnlyThese, SearchWords } from "~/ui/Narrowing";
import { When } from "~/ui/When";

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
    <Narrowing>
      <SearchWords
        key={quarantine.text}
        id="quarantine-text"
        label="Search held mail"
        hint="Search addresses, subjects, reasons"
        text={quarantine.text}
        onSearch={(text) => onChange({ text })}
      />
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
        <OnlyThese
          said="One message"
          without="Show every message"
          onDrop={() => onChange({ message: undefined })}
        />
      )}
    </Narrowing>
  );
}
