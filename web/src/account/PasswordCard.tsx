import { useState } from "react";

import { accountPassword } from "~/api/generated";
import { useAttempt } from "~/shell/attempt";
import { useStepUp } from "~/shell/StepUp";
import { Button } from "~/ui/Button";
import { TextField } from "~/ui/Field";
import { FormDialog } from "~/ui/FormDialog";
import { Card } from "~/ui/Page";

import { NewPassword } from "./NewPassword";
import { passwordFault } from "./password";
import { Refusal, useWait } from "./Refusal";

/** Another password, for those who know the present one. */
export function PasswordCard({ onChanged }: { onChanged: (sentence: string) => void }) {
  const [open, setOpen] = useState(false);
  const done = () => {
    setOpen(false);
    onChanged("Your password is changed.");
  };
  return (
    <Card title="Password" acts={<Button onClick={() => setOpen(true)}>Change password</Button>}>
      <p>At least 12 characters, of any kind, and used nowhere else.</p>
      {open && <Change onDone={done} onClose={() => setOpen(false)} />}
    </Card>
  );
}

function Change({ onDone, onClose }: { onDone: () => void; onClose: () => void }) {
  const { busy, error, run } = useAttempt();
  const { prove, dialog } = useStepUp();
  const wait = useWait(error);
  const [present, setPresent] = useState("");
  const [password, setPassword] = useState("");
  const fault = present === "" ? "Type your present password." : passwordFault(password);
  const send = () =>
    run(async () => {
      if (await prove(() => accountPassword({ body: { present, new: password } }))) onDone();
    });
  return (
    <>
      <FormDialog
        title="Change your password"
        act="Change password"
        why={fault}
        onSend={() => {
          if (!busy && wait === 0) void send();
        }}
        onClose={onClose}
      >
        <Refusal error={error} wait={wait} />
        <TextField
          label="Present password"
          type="password"
          autoComplete="current-password"
          required
          value={present}
          onChange={(event) => setPresent(event.target.value)}
        />
        <NewPassword label="New password" password={password} onType={setPassword} />
      </FormDialog>
      {dialog}
    </>
  );
}
