import { useState, type FormEvent } from "react";

import {
  accountTotpBegin,
  accountTotpConfirm,
  type ChangedOut,
  type NewTotpOut,
} from "~/api/generated";
import { useAttempt } from "~/shell/attempt";
import { useStepUp } from "~/shell/StepUp";
import { Button } from "~/ui/Button";
import { Secret } from "~/ui/Copy";
import { startHere, TextField } from "~/ui/Field";
import { QrCode } from "~/ui/QrCode";

import style from "./Factors.module.css";
import { Refusal, useWait } from "./Refusal";

/** Sets up an app that shows codes: its secret, and the first code as proof. */
export function NewApp({
  begin,
  onDone,
}: {
  begin: NewTotpOut;
  onDone: (changed: ChangedOut) => void;
}) {
  const { busy, error, run } = useAttempt();
  const wait = useWait(error);
  const { prove, dialog } = useStepUp();
  const [code, setCode] = useState("");
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (busy || wait > 0) return;
    void run(async () => {
      const confirmed = await prove(() => accountTotpConfirm({ body: { code: code.trim() } }));
      if (confirmed?.data) onDone(confirmed.data);
    }).then((well) => well || setCode(""));
  };
  return (
    <div className={style.app}>
      {dialog}
      <QrCode label="Square code for your app" text={begin.address} />
      <div className={style.steps}>
        <p>Scan this with your app for codes, or type the secret into it:</p>
        <Secret label="Secret" value={begin.secret} />
        <form className={style.line} onSubmit={send}>
          <TextField
            label="The code that it shows now"
            inputMode="numeric"
            autoComplete="one-time-code"
            ref={startHere}
            required
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
          <Button kind="main" type="submit" why={wait > 0 ? `Wait ${wait} s.` : undefined}>
            Confirm
          </Button>
        </form>
        <Refusal error={error} wait={wait} />
      </div>
    </div>
  );
}

/** Asks for a secret for a new app. */
export async function beginApp(): Promise<NewTotpOut> {
  const { data } = await accountTotpBegin();
  if (!data) throw new Error("The server made no secret.");
  return data;
}
