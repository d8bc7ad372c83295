import { useState, type FormEvent } from "react";

import { accountPasskeyAdd, accountPasskeyOptions, type ChangedOut } from "~/api/generated";
import { useAttempt } from "~/shell/attempt";
import { makePasskey, NO_PASSKEY } from "~/shell/passkeys";
import { useStepUp } from "~/shell/StepUp";
import { Button } from "~/ui/Button";
import { TextField } from "~/ui/Field";

import style from "./Factors.module.css";
import { Refusal, Untouched } from "./Refusal";

/** Has the device make a passkey, under a name that its owner will know it by. */
export function NewPasskey({ onDone }: { onDone: (changed: ChangedOut) => void }) {
  const { busy, error, run } = useAttempt();
  const { prove, dialog } = useStepUp();
  const [name, setName] = useState(deviceName);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    void run(async () => {
      const wanted = await prove(() => accountPasskeyOptions());
      if (!wanted?.data) return;
      const credential = await makePasskey(wanted.data);
      if (!credential) throw new Untouched(NO_PASSKEY);
      const { data } = await accountPasskeyAdd({ body: { name: name.trim(), credential } });
      if (data) onDone(data);
    });
  };
  return (
    <div className={style.steps}>
      {dialog}
      <Refusal error={error} wait={0} />
      <form className={style.line} onSubmit={send}>
        <TextField
          label="Name of the passkey"
          maxLength={200}
          required
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Button kind="main" type="submit" icon="key">
          {busy ? "Waiting for the device …" : "Make a passkey"}
        </Button>
      </form>
    </div>
  );
}

/** What most people would call the device that they sit at. */
function deviceName(): string {
  const { userAgent } = navigator;
  const found = [
    [/iPhone|iPad/, "Phone or tablet"],
    [/Android/, "Phone"],
    [/Macintosh/, "Mac"],
    [/Windows/, "Windows computer"],
    [/Linux/, "Linux computer"],
  ] as const;
  return found.find(([mark]) => mark.test(userAgent))?.[1] ?? "This device";
}
