import { useState } from "react";

import { sessionGet, type ChangedOut, type MeOut, type NewTotpOut } from "~/api/generated";
import { useAttempt } from "~/shell/attempt";
import { passkeysWork } from "~/shell/passkeys";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { Button } from "~/ui/Button";

import style from "./Factors.module.css";
import { beginApp, NewApp } from "./NewApp";
import { NewPasskey } from "./NewPasskey";
import { RecoveryCodes } from "./RecoveryCodes";

type Chosen = { way: "none" } | { way: "passkey" } | { way: "app"; begin: NewTotpOut };

/** For roles that need a second factor and people who have none: they can do this, and no more. */
export function Enrolment({
  passkeys,
  onDone,
}: {
  passkeys: boolean;
  onDone: (me: MeOut) => void;
}) {
  const [chosen, setChosen] = useState<Chosen>({ way: "none" });
  const [codes, setCodes] = useState<readonly string[]>([]);
  const { error, run } = useAttempt();
  const proceed = () =>
    void run(async () => {
      const { data } = await sessionGet();
      if (data) onDone(data);
    });
  const added = (changed: ChangedOut) => {
    if (changed.recovery_codes.length > 0) setCodes(changed.recovery_codes);
    else proceed();
  };
  const app = () => void run(async () => setChosen({ way: "app", begin: await beginApp() }));
  if (codes.length > 0) return <RecoveryCodes codes={codes} onDone={proceed} />;
  return (
    <>
      {error !== undefined && <ProblemNotice error={error} />}
      {chosen.way === "none" && (
        <div className={style.choices}>
          <div className={style.choice}>
            <div>
              <h2>Passkey</h2>
              <p>A phone, a laptop or a security key. It also signs you in without a password.</p>
            </div>
            <Button
              kind="main"
              icon="key"
              onClick={() => setChosen({ way: "passkey" })}
              why={passkeys && passkeysWork() ? undefined : NO_PASSKEYS}
            >
              Make a passkey
            </Button>
          </div>
          <div className={style.choice}>
            <div>
              <h2>App</h2>
              <p>An app on your phone that shows a code of six digits every 30 seconds.</p>
            </div>
            <Button icon="clock" onClick={app}>
              Set up an app
            </Button>
          </div>
        </div>
      )}
      {chosen.way === "passkey" && <NewPasskey onDone={added} />}
      {chosen.way === "app" && <NewApp begin={chosen.begin} onDone={added} />}
      {chosen.way !== "none" && (
        <Button kind="quiet" onClick={() => setChosen({ way: "none" })}>
          Take the other way
        </Button>
      )}
    </>
  );
}

const NO_PASSKEYS =
  "Passkeys belong to a name. Open the console by its name (localhost on this machine), over HTTPS elsewhere.";
