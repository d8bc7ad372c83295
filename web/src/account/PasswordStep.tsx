import { useState, type FormEvent } from "react";

import { sessionBegin, sessionPasskey, sessionPasskeyOptions, type MeOut } from "~/api/generated";
import { useAttempt } from "~/shell/attempt";
import { askPasskey, NO_PASSKEY, passkeysWork } from "~/shell/passkeys";
import { Button } from "~/ui/Button";
import buttons from "~/ui/Button.module.css";
import { startHere, TextField } from "~/ui/Field";
import { Icon } from "~/ui/Icon";

import style from "./Entrance.module.css";
import { Refusal, Untouched, useWait } from "./Refusal";

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
  const { busy, error, run } = useAttempt();
  const wait = useWait(error);
  const [name, setName] = useState(login);
  const [password, setPassword] = useState("");
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (busy || wait > 0) return;
    void run(async () => {
      const { data } = await sessionBegin({ body: { login: name.trim(), password } });
      if (data) onDone(data);
    }).then((well) => well || setPassword(""));
  };
  const touch = () =>
    void run(async () => {
      const { data: asked } = await sessionPasskeyOptions();
      const credential = await askPasskey(asked ?? {});
      if (!credential) throw new Untouched(NO_PASSKEY);
      const { data } = await sessionPasskey({ body: { credential } });
      if (data) onDone(data);
    });
  const others = (passkeys && passkeysWork()) || provider !== "";
  return (
    <>
      <Refusal error={error} wait={wait} />
      <form className={style.form} onSubmit={send}>
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
        <Button kind="main" type="submit" why={wait > 0 ? `Wait ${wait} s.` : undefined}>
          {busy ? "Signing in …" : "Sign in"}
        </Button>
      </form>
      {others && <div className={style.or}>or</div>}
      {passkeys && passkeysWork() && (
        <Button className={style.wideButton} icon="key" onClick={touch}>
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
