import { useState } from "react";

import { entryChange, type EntryChangeData } from "~/api/generated";
import { useAttempt } from "~/shell/attempt";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { CheckField, TextField } from "~/ui/Field";
import { FormDialog } from "~/ui/FormDialog";

import { expiryOf, lacking, type Choice } from "./expiry";
import { ExpiryFields } from "./ExpiryFields";
import type { Entry } from "./state";

/** Another end or another note for an entry; what it names stays. */
export function ChangeEntry({
  entry,
  onKept,
  onClose,
}: {
  entry: Entry;
  onKept: () => Promise<unknown>;
  onClose: () => void;
}) {
  const { busy, error, run } = useAttempt();
  const [note, setNote] = useState(entry.note);
  const [anew, setAnew] = useState(entry.standing !== "counts");
  const [choice, setChoice] = useState<Choice>("30_days");
  const [day, setDay] = useState("");
  const missing = anew ? lacking(choice, day) : undefined;
  const why = busy ? "It is on its way." : missing;
  const send = async () => {
    const body: EntryChangeData["body"] = { note: note.trim() };
    if (anew) body.expiry = expiryOf(choice, day);
    await entryChange({ path: { entry_id: entry.id }, body });
    await onKept();
    onClose();
  };
  return (
    <FormDialog
      title={`Change ${entry.value}`}
      act="Change"
      why={why}
      onClose={onClose}
      onSend={() => void run(send)}
    >
      {error !== undefined && <ProblemNotice error={error} />}
      <CheckField label="It counts anew, from now on" checked={anew} onCheck={setAnew} />
      {anew && (
        <ExpiryFields
          allows={entry.action === "allow"}
          choice={choice}
          day={day}
          onChoice={setChoice}
          onDay={setDay}
        />
      )}
      <TextField
        label="Why"
        value={note}
        maxLength={500}
        onChange={(event) => setNote(event.target.value)}
      />
    </FormDialog>
  );
}
