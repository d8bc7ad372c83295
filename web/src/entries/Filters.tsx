import { SmallSelect } from "~/ui/Field";
import { Narrowing, OnlyThese, SearchWords } from "~/ui/Narrowing";
import { Quiet } from "~/ui/Stack";
import { counted } from "~/ui/words";

import { KINDS, type Entries } from "./state";

const KIND = [{ value: "" as const, label: "Every kind" }, ...KINDS];
const ACTIONS = [
  { value: "", label: "Blocked and allowed" },
  { value: "block", label: "Blocked" },
  { value: "allow", label: "Allowed" },
] as const;
const PLACES = [
  { value: "", label: "Mail and clicks" },
  { value: "mail", label: "In mail" },
  { value: "click", label: "At the click" },
] as const;
const STANDINGS = [
  { value: "", label: "What counts" },
  { value: "expiring", label: "Ends within 7 days" },
  { value: "expired", label: "Ended" },
] as const;

/** Which entries are shown, and how many they are. */
export function Filters({
  entries,
  total,
  onChange,
}: {
  entries: Entries;
  total: number | undefined;
  onChange: (next: Entries) => void;
}) {
  return (
    <Narrowing>
      <SearchWords
        key={entries.text}
        id="entries-text"
        label="Search entries"
        hint="Search values and notes"
        text={entries.text}
        onSearch={(text) => onChange({ text })}
      />
      <SmallSelect
        label="Kind"
        choices={KIND}
        value={entries.kind ?? ""}
        onChoose={(kind) => onChange({ kind: kind || undefined })}
      />
      <SmallSelect
        label="Action"
        choices={ACTIONS}
        value={entries.action ?? ""}
        onChoose={(action) => onChange({ action: action || undefined })}
      />
      <SmallSelect
        label="Place"
        choices={PLACES}
        value={entries.place ?? ""}
        onChoose={(place) => onChange({ place: place || undefined })}
      />
      <SmallSelect
        label="Standing"
        choices={STANDINGS}
        value={
          entries.standing === "expiring" || entries.standing === "expired" ? entries.standing : ""
        }
        onChoose={(standing) => onChange({ standing: standing || undefined })}
      />
      {entries.origin !== undefined && (
        <OnlyThese
          said={`From ${entries.origin}`}
          without="Show entries from everywhere"
          onDrop={() => onChange({ origin: undefined })}
        />
      )}
      {total !== undefined && <Quiet>{counted(total, "entry", "entries")}</Quiet>}
    </Narrowing>
  );
}
