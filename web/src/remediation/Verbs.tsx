import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";

import type { RemediationOut } from "~/api/generated";
import { remediationReviewOptions } from "~/api/generated/@tanstack/react-query.gen";
import { useCommands } from "~/shell/commands";
import { askAgain } from "~/shell/live";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { useMay } from "~/shell/session";
import { useStepUp } from "~/shell/StepUp";
import { say } from "~/shell/Toasts";
import { Button } from "~/ui/Button";

import { act, type Said } from "./acting";
import { questionOf, VerbDialog } from "./VerbDialog";
import style from "./Remediation.module.css";
import { verbsFor, type Verb, type VerbName } from "./verbs";
import { STATES } from "./words";

const KEYS: Readonly<Partial<Record<VerbName, string>>> = {
  approve: "a",
  reject: "x",
  pause: "p",
  resume: "p",
  undo: "u",
  start: "s",
};
const MAIN: ReadonlySet<VerbName> = new Set(["approve", "start", "resume"]);
const NOTHING: Said = { reason: "", start: false };

/** The verbs of a remediation as buttons, and as commands where `keys` is set. */
export function Verbs({
  remediation,
  keys = false,
  only,
}: {
  remediation: RemediationOut;
  keys?: boolean;
  /** Just these, where there is little room. */
  only?: readonly VerbName[];
}) {
  const may = useMay();
  const review = useQuery(
    remediationReviewOptions({ path: { remediation_id: remediation.id }, query: { most: 20 } }),
  );
  const { begin, asked, busy, error, go, close, dialog } = useActing(remediation);
  const consent = review.data?.consent;
  const verbs = verbsFor(remediation, {
    may,
    voteRefused: consent?.vote_refused ?? "It is not known yet whether you may.",
    startRefused: consent?.refused ?? "",
    glassRefused: consent?.glass_refused ?? "",
    quorum: consent?.quorum ?? 0,
  }).filter((verb) => !only || only.includes(verb.name));
  const commands = useMemo(
    () =>
      keys
        ? verbs
            .filter((verb) => !verb.why)
            .map((verb) => ({
              id: `remediation ${verb.name}`,
              says: verb.says,
              group: "Remediation",
              icon: verb.icon,
              ...(KEYS[verb.name] ? { keys: KEYS[verb.name] ?? "" } : {}),
              run: () => begin(verb),
            }))
        : [],
    // The verbs follow from these, and are made anew at each drawing.
    // oxlint-disable-next-line react/exhaustive-deps
    [keys, remediation, consent],
  );
  useCommands(commands);
  const question = asked && questionOf(asked.name, remediation);
  return (
    <>
      {verbs.map((verb, at) => (
        <Button
          key={verb.name}
          kind={MAIN.has(verb.name) && at === 0 && !verb.why ? "main" : "plain"}
          icon={verb.icon}
          why={verb.why ?? (busy ? "One moment." : undefined)}
          onClick={() => begin(verb)}
        >
          {verb.says}
        </Button>
      ))}
      {asked && question && (
        <VerbDialog
          verb={asked}
          question={question}
          remediation={remediation}
          busy={busy}
          error={error}
          onGo={(said) => void go(asked, said)}
          onClose={close}
        />
      )}
      {error !== undefined && !asked && (
        <div className={style.refusal}>
          <ProblemNotice error={error} />
        </div>
      )}
      {dialog}
    </>
  );
}

function useActing(remediation: RemediationOut) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { prove, dialog } = useStepUp();
  const [asked, setAsked] = useState<Verb>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const go = async (verb: Verb, said: Said) => {
    setBusy(true);
    setError(undefined);
    try {
      const made = await prove(() => act(verb.name, remediation, said));
      if (!made) return;
      setAsked(undefined);
      say(`${remediation.name}: ${STATES[made.state].toLowerCase()}`);
      const versions = { [remediation.id]: "", [made.id]: "" };
      askAgain(queries, { topic: "remediations", versions });
      if (made.id !== remediation.id) {
        await navigate({ to: "/actions/$remediationId", params: { remediationId: made.id } });
      }
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  };
  const begin = (verb: Verb) => {
    setError(undefined);
    if (questionOf(verb.name, remediation)) setAsked(verb);
    else void go(verb, NOTHING);
  };
  const close = () => {
    setAsked(undefined);
    setError(undefined);
  };
  return { begin, asked, busy, error, go, close, dialog };
}
