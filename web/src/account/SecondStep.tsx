import { useState } from "react";

import {
  sessionEnd,
  sessionSecondFactor,
  sessionSecondFactorOptions,
  type MeOut,
} from "~/api/generated";
import { passkeysWork } from "~/shell/passkeys";
import { Button } from "~/ui/Button";
import { startHere, TextField } from "~/ui/Field";

import style from "./Entrance.module.css";
import { Refusal } from "./Refusal";
import { useStep } from "./useStep";

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
  const { error, wait, why, send, touch } = useStep(onDone);
  const has = (factor: string) => me.second_factors.includes(factor);
  const [recovery, setRecovery] = useState(!has("totp") && !has("passkey"));
  const [code, setCode] = useState("");
  const show = () => sessionSecondFactor({ body: { code: code.trim() } });
  const leave = () => void sessionEnd().finally(onBack);
  const touchable = has("passkey") && passkeys && passkeysWork();
  return (
    <>
      <p className={style.about}>
        Signed in as {me.name} as far as the password goes. Now show that it is you.
      </p>
      <Refusal error={error} wait={wait} />
      {touchable && (
        <Button
          kind="main"
          className={style.wideButton}
          icon="key"
          onClick={touch(sessionSecondFactorOptions, (credential) =>
            sessionSecondFactor({ body: { credential } }),
          )}
        >
          Use a passkey
        </Button>
      )}
      {touchable && (has("totp") || recovery) && <div className={style.or}>or</div>}
      {(has("totp") || recovery) && (
        <form
          className={style.form}
          onSubmit={send(show, () => setCode(""))}
          key={recovery ? "recovery" : "code"}
        >
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
          <Button kind={touchable ? "plain" : "main"} type="submit" why={why}>
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
