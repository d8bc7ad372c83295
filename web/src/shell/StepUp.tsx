import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useCallback, useRef, useState, type FormEvent, type ReactNode } from "react";

import {
  sessionBegin,
  sessionStepUp,
  sessionStepUpOptions,
  type SecondFactor,
} from "~/api/generated";
import { problemOf } from "~/api/problem";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { TextField } from "~/ui/Field";
import { Notice } from "~/ui/Notice";

import { askPasskey, passkeysWork } from "./passkeys";
import { ProblemNotice } from "./ProblemNotice";
import { sessionQuery, useMe } from "./session";

const RECENT = 5 * 60; // seconds; as long as the API takes a proof for fresh

/** A second factor shown just now; or, from those who have none, a sign-in just now. */
type Needed = "step_up_needed" | "sign_in_needed";

const isNeeded = (code: string): code is Needed =>
  code === "step_up_needed" || code === "sign_in_needed";

/** Does `act`; where it takes a fresh proof of who one is, asks for that and does it again. */
export type Prove = <Given>(act: () => Promise<Given>) => Promise<Given | undefined>;

/**
 * For acts that a stolen session must not be enough for. `prove(act)` gives what `act` gives, or
 * `undefined` when the person would not prove who they are; `dialog` belongs into the page.
 */
export function useStepUp(): { prove: Prove; dialog: ReactNode } {
  const [needed, setNeeded] = useState<Needed>();
  const answer = useRef<(proved: boolean) => void>(undefined);
  const close = useCallback((proved: boolean) => {
    setNeeded(undefined);
    answer.current?.(proved);
    answer.current = undefined;
  }, []);
  const prove: Prove = useCallback(async (act) => {
    try {
      return await act();
    } catch (error) {
      const { code } = problemOf(error);
      if (!isNeeded(code)) throw error;
      setNeeded(code);
    }
    const proved = await new Promise<boolean>((resolve) => {
      answer.current = resolve;
    });
    return proved ? act() : undefined;
  }, []);
  return {
    prove,
    dialog: needed && (
      <StepUp needed={needed} onProved={() => close(true)} onClose={() => close(false)} />
    ),
  };
}

/** Asks whoever is signed in to prove once more that it is them. */
function StepUp({
  needed,
  onProved,
  onClose,
}: {
  needed: Needed;
  onProved: () => void;
  onClose: () => void;
}) {
  const factors = useMe()?.second_factors ?? [];
  const totp = factors.includes("totp");
  const passkey = factors.includes("passkey");
  return (
    <Dialog
      open
      onClose={onClose}
      title="Confirm that it is you"
      about={`A signed-in browser alone may not do this. It holds for ${RECENT / 60} minutes.`}
    >
      {needed === "sign_in_needed" ? (
        <PasswordProof onProved={onProved} />
      ) : totp || passkey ? (
        <Proofs totp={totp} passkey={passkey} onProved={onProved} />
      ) : (
        <Notice
          tone="warn"
          title="You have no second factor"
          act={
            <Link to="/account" onClick={onClose}>
              Set one up
            </Link>
          }
        >
          <p>
            This takes a passkey, or a code of an authenticator app. Set one up in your account.
          </p>
        </Notice>
      )}
    </Dialog>
  );
}

/** Those who have no second factor sign in again. */
function PasswordProof({ onProved }: { onProved: () => void }) {
  const me = useMe();
  const queries = useQueryClient();
  const [error, setError] = useState<unknown>();
  const sent = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = String(new FormData(event.currentTarget).get("password"));
    try {
      const { data } = await sessionBegin({ body: { login: me?.login ?? "", password } });
      queries.setQueryData(sessionQuery.queryKey, data ?? null);
      onProved();
    } catch (refused) {
      setError(refused);
    }
  };
  return (
    <>
      {error !== undefined && <ProblemNotice error={error} />}
      <form onSubmit={(event) => void sent(event)} className="lines">
        <TextField
          label="Your password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
        />
        <Button kind="main" type="submit">
          Confirm
        </Button>
      </form>
    </>
  );
}

async function withPasskey(): Promise<SecondFactor | undefined> {
  const { data } = await sessionStepUpOptions();
  const credential = await askPasskey(data ?? {});
  return credential && { credential };
}

function Proofs({
  totp,
  passkey,
  onProved,
}: {
  totp: boolean;
  passkey: boolean;
  onProved: () => void;
}) {
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const attempt = async (proof: () => Promise<SecondFactor | undefined>) => {
    setBusy(true);
    setError(undefined);
    try {
      const body = await proof();
      if (!body) return;
      const { data } = await sessionStepUp({ body });
      queries.setQueryData(sessionQuery.queryKey, data ?? null);
      onProved();
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  };
  const sent = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get("code")).trim();
    void attempt(async () => ({ code }));
  };
  return (
    <>
      {error !== undefined && <ProblemNotice error={error} />}
      {passkey && (
        <Button
          kind={totp ? "plain" : "main"}
          icon="key"
          why={passkeysWork() ? undefined : "This browser takes no passkeys on this page."}
          onClick={() => void attempt(withPasskey)}
        >
          Use a passkey
        </Button>
      )}
      {totp && <CodeForm busy={busy} onSubmit={sent} />}
    </>
  );
}

function CodeForm({
  busy,
  onSubmit,
}: {
  busy: boolean;
  onSubmit: (event: FormEvent<HTMLFormElement>) => void;
}) {
  return (
    <form onSubmit={onSubmit} className="lines">
      <TextField
        label="Code of your authenticator app"
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        pattern="\s*[0-9]{3}\s*[0-9]{3}\s*"
        placeholder="123 456"
        required
      />
      <Button kind="main" type="submit" why={busy ? "The code is being checked." : undefined}>
        Confirm
      </Button>
    </form>
  );
}
