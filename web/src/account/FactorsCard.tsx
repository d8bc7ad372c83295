import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import {
  accountRecoveryCodes,
  accountTotpRemove,
  type ChangedOut,
  type FactorsOut,
  type NewTotpOut,
} from "~/api/generated";
import { accountFactorsOptions } from "~/api/generated/@tanstack/react-query.gen";
import { useAttempt } from "~/shell/attempt";
import { passkeysWork } from "~/shell/passkeys";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { useStepUp } from "~/shell/StepUp";
import { Button } from "~/ui/Button";
import { Confirm } from "~/ui/Confirm";
import { Dialog } from "~/ui/Dialog";
import { Badge } from "~/ui/Mark";
import { Notice, Waiting } from "~/ui/Notice";
import { Card } from "~/ui/Page";
import { Row, Stack } from "~/ui/Stack";

import style from "./Factors.module.css";
import { beginApp, NewApp } from "./NewApp";
import { NewPasskey } from "./NewPasskey";
import { Passkeys } from "./Passkeys";
import { RecoveryCodes } from "./RecoveryCodes";
import { waysQuery } from "./SignInSteps";

type Sheet =
  | { name: "none" | "passkey" | "no app" | "renew" }
  | { name: "app"; begin: NewTotpOut }
  | { name: "codes"; codes: readonly string[] };

const NONE: Sheet = { name: "none" };

/** Second factors: passkeys, an app for codes, and the recovery codes behind them. */
export function FactorsCard({ onChanged }: { onChanged: (sentence: string) => void }) {
  const factors = useQuery(accountFactorsOptions());
  const ways = useQuery(waysQuery).data;
  const { error, run, forget } = useAttempt();
  const { prove, dialog } = useStepUp();
  const [sheet, setSheet] = useState<Sheet>(NONE);
  const close = () => {
    setSheet(NONE);
    forget();
  };
  const added = (sentence: string) => (changed: ChangedOut) => {
    onChanged(sentence);
    const codes = changed.recovery_codes;
    setSheet(codes.length > 0 ? { name: "codes", codes } : NONE);
  };
  const app = () =>
    void run(async () => {
      const begin = await prove(beginApp);
      if (begin) setSheet({ name: "app", begin });
    });
  const renew = () =>
    run(async () => {
      const made = await prove(() => accountRecoveryCodes());
      if (made?.data) added("Your recovery codes are new.")(made.data);
      else close();
    });
  const drop = () =>
    run(async () => {
      if (await prove(() => accountTotpRemove())) onChanged("Your app is removed.");
      close();
    });
  if (factors.isError) {
    return <ProblemNotice error={factors.error} onRetry={() => void factors.refetch()} />;
  }
  const refusal = error !== undefined && <ProblemNotice error={error} />;
  return (
    <Card
      title="Second factors"
      acts={
        <Button
          icon="key"
          onClick={() => setSheet({ name: "passkey" })}
          why={ways?.passkeys && passkeysWork() ? undefined : NO_PASSKEYS}
        >
          Add a passkey
        </Button>
      }
    >
      {factors.data ? (
        <Stack>
          {sheet.name === "none" && refusal}
          <None factors={factors.data} />
          <Passkeys passkeys={factors.data.passkeys} onChanged={onChanged} />
          <App
            has={factors.data.totp}
            onBegin={app}
            onRemove={() => setSheet({ name: "no app" })}
          />
          <Codes factors={factors.data} onRenew={() => setSheet({ name: "renew" })} />
        </Stack>
      ) : (
        <Waiting what="your second factors" lines={3} />
      )}
      <Dialog
        open={sheet.name === "passkey"}
        onClose={close}
        title="Add a passkey"
        about="Your device asks for your finger, face or PIN, and keeps the key."
      >
        <NewPasskey onDone={added("The passkey is added.")} />
      </Dialog>
      <Dialog open={sheet.name === "app"} onClose={close} title="Set up an app for codes" wide>
        {sheet.name === "app" && (
          <NewApp begin={sheet.begin} onDone={added("The app is set up.")} />
        )}
      </Dialog>
      <Dialog open={sheet.name === "codes"} onClose={close} title="Recovery codes">
        {sheet.name === "codes" && <RecoveryCodes codes={sheet.codes} onDone={close} />}
      </Dialog>
      <Confirm
        open={sheet.name === "no app"}
        title="Remove the app?"
        about="Its codes open nothing any more. Passkeys stay."
        act="Remove the app"
        refusal={refusal}
        onAct={drop}
        onClose={close}
      />
      <Confirm
        open={sheet.name === "renew"}
        title="Make new recovery codes?"
        about="Those that you have now open nothing any more."
        act="Make new codes"
        refusal={refusal}
        onAct={renew}
        onClose={close}
      />
      {dialog}
    </Card>
  );
}

const NO_PASSKEYS =
  "Passkeys belong to a name. Open the console by its name (localhost on this machine), over HTTPS elsewhere.";

function None({ factors }: { factors: FactorsOut }) {
  if (factors.totp || factors.passkeys.length > 0) return null;
  return (
    <Notice tone="warn" title="Only your password keeps others out">
      Add a passkey or an app. Approving, and making tokens, takes one.
    </Notice>
  );
}

function App({
  has,
  onBegin,
  onRemove,
}: {
  has: boolean;
  onBegin: () => void;
  onRemove: () => void;
}) {
  return (
    <div className={style.factor}>
      <div>
        <h3>App for codes</h3>
        <p>{has ? "It shows six digits, new every 30 seconds." : "None is set up."}</p>
      </div>
      <Row>
        {has && <Badge tone="good">Set up</Badge>}
        {has ? (
          <Button onClick={onRemove}>Remove</Button>
        ) : (
          <Button onClick={onBegin}>Set up an app</Button>
        )}
      </Row>
    </div>
  );
}

function Codes({ factors, onRenew }: { factors: FactorsOut; onRenew: () => void }) {
  const left = factors.recovery_codes_left;
  if (!factors.totp && factors.passkeys.length === 0) return null;
  return (
    <div className={style.factor}>
      <div>
        <h3>Recovery codes</h3>
        <p>Each opens your account once in place of a second factor that is lost.</p>
      </div>
      <Row>
        <Badge tone={left > 3 ? "quiet" : "warn"}>{left} left of 10</Badge>
        <Button onClick={onRenew}>Make new ones</Button>
      </Row>
    </div>
  );
}
