import type { PersonOut } from "~/api/generated";
import { SmallSelect } from "~/ui/Field";
import { Narrowing, OnlyThese, SearchWords } from "~/ui/Narrowing";
import { When } from "~/ui/When";

import { KINDS } from "./sentences";
import type { Audit } from "./state";

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
  return (
    <Narrowing>
      <SearchWords
        key={audit.text}
        id="audit-text"
        label="Search the trail"
        hint="Search names, ids, details"
        text={audit.text}
        onSearch={(text) => onChange({ text })}
      />
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
      <When since={audit.since} until={audit.until} onChange={onChange} />
      <Only said="By" value={audit.actor} onDrop={() => onChange({ actor: undefined })} />
      <Only said="About" value={audit.subject} onDrop={() => onChange({ subject: undefined })} />
    </Narrowing>
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
    <OnlyThese said={`${said} ${value}`} without={`Without “${said} ${value}”`} onDrop={onDrop} />
  );
}
