import { useState, type FormEvent } from "react";

import {
  sessionEnd,
  sessionSecondFactor,
  sessionSecondFactorOptions,
  type MeOut,
} from "~/api/generated";
import { useAttempt } from "~/shell/attempt";
import { askPasskey, NO_PASSKEY, passkeysWork } from "~/shell/passkeys";
import { Button } from "~/ui/Button";
import { startHere, TextField } from "~/ui/Field";

import style from "./Entrance.module.css";
import { Refusal, Untouched, useWait } from "./Refusal";

/** The second step: a passkey, the code of an app, or a recovery code. */
export function SecondStep({
  me,
  passkeys,
  onDone,
  onBack,
}: {
  me: MeOut;
  passkeys: boolean;
  onDone: (me: MeOut) => void;
  onBack: () => void;
}) {
  const { busy, error, run } = useAttempt();
  const wait = useWait(error);
  const has = (factor: string) => me.second_factors.includes(factor);
  const [recovery, setRecovery] = useState(!has("totp") && !has("passkey"));
  const [code, setCode] = useState("");
  const touch = () =>
    void run(async () => {
      const { data: asked } = await sessionSecondFactorOptions();
      const credential = await askPasskey(asked ?? {});
      if (!credential) throw new Untouched(NO_PASSKEY);
      const { data } = await sessionSecondFactor({ body: { credential } });
      if (data) onDone(data);
    });
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (busy || wait > 0) return;
    void run(async () => {
      const { data } = await sessionSecondFactor({ body: { code: code.trim() } });
      if (data) onDone(data);
    }).then((well) => well || setCode(""));
  };
  const leave = () => void sessionEnd().finally(onBack);
  const touchable = has("passkey") && passkeys && passkeysWork();
  return (
    <>
      <p className={style.about}>
        Signed in as {me.name} as far as the password goes. Now show that it is you.
      </p>
      <Refusal error={error} wait={wait} />
      {touchable && (
        <Button kind="main" className={style.wideButton} icon="key" onClick={touch}>
          Use a passkey
        </Button>
      )}
      {touchable && (has("totp") || recovery) && <div className={style.or}>or</div>}
      {(has("totp") || recovery) && (
        <form className={style.form} onSubmit={send} key={recovery ? "recovery" : "code"}>
          {recovery ? (
            <TextField
              label="Recovery code"
              hint="Each of the ten is good once."
              ref={startHere}
              required
              value={code}
              onChange={(event) => setCode(event.target.value)}
            />
          ) : (
            <TextField
              label="Code of your app"
              hint="Six digits, new every 30 seconds."
              inputMode="numeric"
              autoComplete="one-time-code"
              ref={!touchable ? startHere : undefined}
              required
              value={code}
              onChange={(event) => setCode(event.target.value)}
            />
          )}
          <Button
            kind={touchable ? "plain" : "main"}
            type="submit"
            why={wait > 0 ? `Wait ${wait} s.` : undefined}
          >
            Continue
          </Button>
        </form>
      )}
      <p className={style.foot}>
        {has("recovery_code") && !recovery && (
          <>
            <button type="button" className={style.text} onClick={() => setRecovery(true)}>
              Use a recovery code
            </button>
            {" · "}
          </>
        )}
        <button type="button" className={style.text} onClick={leave}>
          Sign in as somebody else
        </button>
      </p>
    </>
  );
}
