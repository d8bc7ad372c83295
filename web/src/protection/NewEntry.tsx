import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { clickEntryPut } from "~/api/generated";
import { useAttempt } from "~/shell/attempt";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { say } from "~/shell/Toasts";
import { SelectField, TextField } from "~/ui/Field";
import { FormDialog } from "~/ui/FormDialog";
import { Notice } from "~/ui/Notice";

import { hostOf } from "./state";

const KINDS = [
  { value: "block", label: "Block" },
  { value: "allow", label: "Let through" },
] as const;
const LASTS = [
  { value: "1", label: "For a day" },
  { value: "7", label: "For 7 days" },
  { value: "30", label: "For 30 days" },
  { value: "", label: "For good" },
] as const;
const DAY = 86_400_000; // milliseconds

/** Blocks a link or a host at the click from now on, or lets it through. */
export function NewEntry({ url = "", onClose }: { url?: string; onClose: () => void }) {
  const queries = useQueryClient();
  const { busy, error, run } = useAttempt();
  const [kind, setKind] = useState<(typeof KINDS)[number]["value"]>("block");
  const [value, setValue] = useState(url);
  const [lasts, setLasts] = useState<(typeof LASTS)[number]["value"]>("");
  const [reason, setReason] = useState("");
  const host = hostOf(url);
  const why = busy
    ? "It is on its way."
    : value.trim() === ""
      ? "Name a link or a host."
      : undefined;
  const send = async () => {
    const days = Number(lasts);
    const expires = days ? { expires_at: new Date(Date.now() + days * DAY).toISOString() } : {};
    await clickEntryPut({ body: { kind, value: value.trim(), reason: reason.trim(), ...expires } });
    say(kind === "block" ? "It is blocked at the click." : "It is let through at the click.");
    await queries.invalidateQueries({ queryKey: ["protection", "entries"] });
    onClose();
  };
  return (
    <FormDialog
      title="At the click"
      about="Counts within a moment, for every protected link that leads there. The last word on each counts."
      act={kind === "block" ? "Block" : "Let through"}
      why={why}
      onClose={onClose}
      onSend={() => void run(send)}
    >
      {error !== undefined && <ProblemNotice error={error} />}
      <SelectField label="What becomes of it" choices={KINDS} value={kind} onChoose={setKind} />
      <TextField
        label="Link or host"
        hint="A host stands for all below it; it may be defanged"
        value={value}
        spellCheck={false}
        onChange={(event) => setValue(event.target.value)}
      />
      {host !== "" && host !== value && (
        <button type="button" onClick={() => setValue(host)}>
          Take the whole host {host}
        </button>
      )}
      <SelectField label="How long" choices={LASTS} value={lasts} onChoose={setLasts} />
      <TextField
        label="Why"
        value={reason}
        maxLength={500}
        onChange={(event) => setReason(event.target.value)}
      />
      {kind === "allow" && <Notice>What a block list of your own has stays blocked.</Notice>}
    </FormDialog>
  );
}
