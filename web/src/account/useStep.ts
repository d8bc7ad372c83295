import type { FormEvent } from "react";

import type { MeOut } from "~/api/generated";
import { useAttempt } from "~/shell/attempt";
import { askPasskey, NO_PASSKEY, type Credential } from "~/shell/passkeys";

import { Untouched, useWait } from "./Refusal";

type Answer<Data> = Promise<{ data?: Data | undefined }>;

/** Asks to be let in; answers with who that is then. */
type LetIn = () => Answer<MeOut>;

/** A step of signing in: one attempt at a time, and none while the server asks to wait. */
export function useStep(onDone: (me: MeOut) => void) {
  const { busy, error, run } = useAttempt();
  const wait = useWait(error);
  const enter = (ask: LetIn) =>
    run(async () => {
      const { data } = await ask();
      if (data) onDone(data);
    });
  /** Sends a form; what was typed and refused is forgotten. */
  const send = (ask: LetIn, forget: () => void) => (event: FormEvent) => {
    event.preventDefault();
    if (busy || wait > 0) return;
    void enter(ask).then((well) => well || forget());
  };
  /** Asks for a passkey by the server's terms, and shows it what the passkey says. */
  const touch =
    (
      terms: () => Answer<Record<string, unknown>>,
      show: (credential: Credential) => Answer<MeOut>,
    ) =>
    () =>
      void enter(async () => {
        const { data } = await terms();
        const credential = await askPasskey(data ?? {});
        if (!credential) throw new Untouched(NO_PASSKEY);
        return show(credential);
      });
  return { busy, error, wait, why: wait > 0 ? `Wait ${wait} s.` : undefined, send, touch };
}
