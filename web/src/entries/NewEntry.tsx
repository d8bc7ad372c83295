import { useState } from "react";

import { entryAdd, type EntryAddData } from "~/api/generated";
import { useAttempt } from "~/shell/attempt";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { say } from "~/shell/Toasts";
import { SelectField, TextField } from "~/ui/Field";
import { FormDialog } from "~/ui/FormDialog";
import { Two } from "~/ui/Stack";

import { expiryOf, lacking, type Choice } from "./expiry";
import { ExpiryFields } from "./ExpiryFields";
import { KINDS, type Action, type EntryPlace, type Kind } from "./state";
import { hostOf } from "./values";

const ACTIONS = [
  { value: "block", label: "Block" },
  { value: "allow", label: "Allow" },
] as const;
const KIND = [{ value: "" as const, label: "As it is written" }, ...KINDS];
const PLACES = [
  { value: "", label: "Wherever it can" },
  { value: "mail", label: "For mail" },
  { value: "click", label: "At the click" },
] as const;
const WAYS = [
  { value: "", label: "As is usual for it" },
  { value: "inbound", label: "That comes in" },
  { value: "outbound", label: "That goes out" },
  { value: "both", label: "That comes in or goes out" },
] as const;

/** Blocks or allows something from now on, in mail and at the click. */
export function NewEntry({
  value: named,
  place: where = "",
  onKept,
  onClose,
}: {
  value: string;
  place?: EntryPlace | "";
  onKept: () => Promise<unknown>;
  onClose: () => void;
}) {
  const { busy, error, run } = useAttempt();
  const [action, setAction] = useState<Action>("block");
  const [value, setValue] = useState(named);
  const [kind, setKind] = useState<Kind | "">("");
  const [place, setPlace] = useState<EntryPlace | "">(where);
  const [way, setWay] = useState<(typeof WAYS)[number]["value"]>("");
  const [choice, setChoice] = useState<Choice>("30_days");
  const [day, setDay] = useState("");
  const [note, setNote] = useState("");
  const host = hostOf(value);
  const missing = value.trim() === "" ? "Say what." : lacking(choice, day);
  const why = busy ? "It is on its way." : missing;
  const send = async () => {
    const body: EntryAddData["body"] = {
      action,
      value: value.trim(),
      kind: kind || null,
      places: place ? [place] : [],
      direction: way || null,
      expiry: expiryOf(choice, day),
      note: note.trim(),
    };
    await entryAdd({ body });
    say(action === "block" ? "It is blocked from now on." : "It is allowed from now on.");
    await onKept();
    onClose();
  };
  return (
    <FormDialog
      title="Block or allow"
      about="Counts within a second. A block beats an allowance, and has mail that is there judged again; an allowance lets no malware through."
      act={action === "block" ? "Block" : "Allow"}
      why={why}
      onClose={onClose}
      onSend={() => void run(send)}
    >
      {error !== undefined && <ProblemNotice error={error} />}
      <SelectField
        label="What becomes of it"
        choices={ACTIONS}
        value={action}
        onChoose={(chosen) => {
          setAction(chosen);
          if (chosen === "block" && choice === "45_days_after_use") setChoice("30_days");
        }}
      />
      <TextField
        label="What"
        hint="An address, a domain (*.x.example for all below it), a URL (x.example/pay/*), a SHA-256, an IP address or network, or a pair: spoofed, sender. It may be defanged"
        value={value}
        spellCheck={false}
        onChange={(event) => setValue(event.target.value)}
      />
      {host !== "" && host !== value && (
        <button type="button" onClick={() => setValue(host)}>
          Take the whole host {host}
        </button>
      )}
      <Two>
        <SelectField label="Kind" choices={KIND} value={kind} onChoose={setKind} />
        <SelectField label="Where" choices={PLACES} value={place} onChoose={setPlace} />
      </Two>
      <SelectField label="For mail" choices={WAYS} value={way} onChoose={setWay} />
      <ExpiryFields
        allows={action === "allow"}
        choice={choice}
        day={day}
        onChoice={setChoice}
        onDay={setDay}
      />
      <TextField
        label="Why"
        value={note}
        maxLength={500}
        onChange={(event) => setNote(event.target.value)}
      />
    </FormDialog>
  );
}
