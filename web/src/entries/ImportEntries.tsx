import { useState } from "react";

import { entryImport, type ImportedOut } from "~/api/generated";
import { useAttempt } from "~/shell/attempt";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { CheckField, SelectField, TextField } from "~/ui/Field";
import { FormDialog } from "~/ui/FormDialog";
import { Hostile } from "~/ui/Hostile";
import { Notice } from "~/ui/Notice";
import { Table, type Column } from "~/ui/Table";
import { counted } from "~/ui/words";

import { LASTS, type Choice } from "./expiry";
import type { Action } from "./state";

const ACTIONS = [
  { value: "block", label: "Blocked" },
  { value: "allow", label: "Allowed" },
] as const;
const SHOWN = 50; // faults at most, so that the dialog stays one

/** Entries out of a file: CSV, or indicators in STIX 2.1. */
export function ImportEntries({
  onKept,
  onClose,
}: {
  onKept: () => Promise<unknown>;
  onClose: () => void;
}) {
  const { busy, error, run } = useAttempt();
  const [file, setFile] = useState<File>();
  const [action, setAction] = useState<Action>("block");
  const [choice, setChoice] = useState<Choice>("30_days");
  const [partial, setPartial] = useState(false);
  const [done, setDone] = useState<ImportedOut>();
  const why = busy ? "It is on its way." : file ? undefined : "Choose a file.";
  const send = async () => {
    if (!file) return;
    const stix = /\.(json|stix)$/i.test(file.name);
    const { data } = await entryImport({
      query: { format: stix ? "stix" : "csv", action, expiry: choice, partial },
      body: await file.text(),
      bodySerializer: null, // the file as it is
      headers: { "Content-Type": stix ? "application/stix+json" : "text/csv" },
    });
    setDone(data);
    if (data?.kept) await onKept();
  };
  return (
    <FormDialog
      title="Import entries"
      about="CSV, a value a line or a table with a heading; or a bundle of STIX 2.1. What a line says of itself counts before what is chosen here."
      act="Import"
      why={why}
      onClose={onClose}
      onSend={() => void run(send)}
    >
      {error !== undefined && <ProblemNotice error={error} />}
      {done && <Report of={done} />}
      <TextField
        label="File"
        type="file"
        accept=".csv,.txt,.json,.stix"
        onChange={(event) => {
          setFile(event.target.files?.[0]);
          setDone(undefined);
        }}
      />
      <SelectField label="They are" choices={ACTIONS} value={action} onChoose={setAction} />
      <SelectField
        label="How long"
        choices={LASTS.filter((one) => one.value !== "date" && one.value !== "45_days_after_use")}
        value={choice}
        onChoose={setChoice}
      />
      <CheckField
        label="Keep what is understood, whatever else the file holds"
        checked={partial}
        onCheck={setPartial}
      />
    </FormDialog>
  );
}

const FAULTS: readonly Column<ImportedOut["faults"][number]>[] = [
  { name: "Where", shown: (one) => one.place },
  { name: "What stands there", shown: (one) => <Hostile text={one.text} /> },
  { name: "Why it is none", shown: (one) => <Hostile text={one.reason} /> },
];

function Report({ of }: { of: ImportedOut }) {
  const known = of.known > 0 ? `, ${of.known.toLocaleString("en")} were there before` : "";
  return (
    <>
      {of.kept ? (
        <Notice tone="good" title={`${counted(of.added, "entry", "entries")} more${known}`}>
          They count from now on.
        </Notice>
      ) : (
        <Notice title="Nothing was kept">
          {counted(of.not_understood, "value")} of the file cannot be an entry. Mend the file, or
          keep the others without them.
        </Notice>
      )}
      {of.faults.length > 0 && (
        <Table
          label="What is no entry"
          columns={FAULTS}
          rows={of.faults.slice(0, SHOWN)}
          keyOf={(one) => `${one.place} ${one.text}`}
        />
      )}
    </>
  );
}
