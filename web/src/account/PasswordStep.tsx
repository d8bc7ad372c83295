import { useState } from "react";

import { sessionBegin, sessionPasskey, sessionPasskeyOptions, type MeOut } from "~/api/generated";
import { passkeysWork } from "~/shell/passkeys";
import { Button } from "~/ui/Button";
import buttons from "~/ui/Button.module.css";
import { startHere, TextField } from "~/ui/Field";
import { Icon } from "~/ui/Icon";

import style from "./Entrance.module.css";
import { Refusal } from "./Refusal";
import { useStep } from "./useStep";

/** The first step: name and password, or a way that needs neither. */
export function PasswordStep({
  login,
  next,
  passkeys,
  provider,
  onDone,
}: {
  login: string;
  next: string;
  passkeys: boolean;
  provider: string;
  onDone: (me: MeOut) => void;
}) {
  const { busy, error, wait, why, send, touch } = useStep(onDone);
  const [name, setName] = useState(login);
  const [password, setPassword] = useState("");
  const begin = () => sessionBegin({ body: { login: name.trim(), password } });
  const others = (passkeys && passkeysWork()) || provider !== "";
  return (
    <>
      <Refusal error={error} wait={wait} />
      <form className={style.form} onSubmit={send(begin, () => setPassword(""))}>
        <TextField
          label="Login name"
          name="login"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          ref={login === "" ? startHere : undefined}
          required
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <TextField
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          ref={login !== "" ? startHere : undefined}
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <Button kind="main" type="submit" why={why}>
          {busy ? "Signing in …" : "Sign in"}
        </Button>
      </form>
      {others && <div className={style.or}>or</div>}
      {passkeys && passkeysWork() && (
        <Button
          className={style.wideButton}
          icon="key"
          onClick={touch(sessionPasskeyOptions, (credential) =>
            sessionPasskey({ body: { credential } }),
          )}
        >
          Sign in with a passkey
        </Button>
      )}
      {provider && (
        <a
          className={`${buttons["button"]} ${style.wideButton}`}
          href={`/api/v1/sign-in/oidc?to=${encodeURIComponent(next)}`}
        >
          <Icon name="external" />
          Sign in with {provider}
        </a>
      )}
    </>
  );
}
