import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { investigationMake, type RootKind } from "~/api/generated";
import { useAttempt } from "~/shell/attempt";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { SelectField, TextField } from "~/ui/Field";
import { FormDialog } from "~/ui/FormDialog";

import { KINDS } from "./state";

/** Begins an investigation, and goes to its page. */
export function Begin({
  kind: asked,
  value: named,
  onClose,
}: {
  kind: RootKind;
  value: string;
  onClose: () => void;
}) {
  const navigate = useNavigate();
  const { busy, error, run } = useAttempt();
  const [kind, setKind] = useState(asked);
  const [value, setValue] = useState(named);
  const [reason, setReason] = useState("");
  const why = busy ? "It is on its way." : value.trim() === "" ? "Say with what." : undefined;
  return (
    <FormDialog
      title="Investigate"
      about="Nothing is moved by it: what should go is proposed in the action centre, for somebody else to approve."
      act="Investigate"
      why={why}
      onClose={onClose}
      onSend={() =>
        void run(async () => {
          const { data } = await investigationMake({
            body: { kind, value: value.trim(), reason: reason.trim() },
          });
          if (data) {
            const params = { investigationId: data.id };
            await navigate({ to: "/investigations/$investigationId", params });
          }
        })
      }
    >
      {error !== undefined && <ProblemNotice error={error} />}
      <SelectField label="Begin with a" choices={KINDS} value={kind} onChoose={setKind} />
      <TextField
        label="Which one"
        hint="The id of a message, an alert or a click, an address, or a URL"
        value={value}
        spellCheck={false}
        onChange={(event) => setValue(event.target.value)}
      />
      <TextField
        label="Why"
        value={reason}
        maxLength={1000}
        onChange={(event) => setReason(event.target.value)}
      />
    </FormDialog>
  );
}
