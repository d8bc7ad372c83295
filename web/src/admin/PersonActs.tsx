import { useState } from "react";

import {
  personDisable,
  personEnable,
  personResetLink,
  personSessionsEnd,
  type PersonOut,
  type SetupLinkOut,
} from "~/api/generated";
import { useAttempt } from "~/shell/attempt";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { useStepUp } from "~/shell/StepUp";
import { Button } from "~/ui/Button";
import { Confirm } from "~/ui/Confirm";
import { Row } from "~/ui/Stack";
import { counted } from "~/ui/words";

type Act = "disable" | "enable" | "link" | "factors" | "sessions";

const WORDS: Readonly<Record<Act, readonly [title: string, about: string, act: string]>> = {
  disable: [
    "Shut out",
    "Sessions, links and tokens of their own end at once. What they did stays.",
    "Shut out",
  ],
  enable: ["Let in again", "They sign in as before.", "Let in"],
  link: [
    "New setup link for",
    "Their password opens nothing any more, and their sessions end. The link sets a new one.",
    "Make the link",
  ],
  factors: [
    "Forget the second factors of",
    "For somebody who lost them. Their sessions end, and the link sets up all anew.",
    "Forget, and make a link",
  ],
  sessions: ["End all sessions of", "They can sign in again at once.", "End the sessions"],
};

/** What an administrator can do about somebody. */
export function PersonActs({
  person,
  onChanged,
  onLink,
}: {
  person: PersonOut;
  onChanged: (sentence: string) => Promise<void>;
  onLink: (link: SetupLinkOut) => void;
}) {
  const { error, run, forget } = useAttempt();
  const { prove, dialog } = useStepUp();
  const [asking, setAsking] = useState<Act>();
  const path = { person_id: person.id };
  const close = () => {
    setAsking(undefined);
    forget();
  };
  const link = async (forgetFactors: boolean) => {
    const made = await personResetLink({ path, body: { forget_factors: forgetFactors } });
    if (made.data) onLink(made.data);
    return `There is a new setup link for ${person.name}.`;
  };
  const acts: Readonly<Record<Act, () => Promise<string>>> = {
    disable: () => personDisable({ path }).then(() => `${person.name} is shut out.`),
    enable: () => personEnable({ path }).then(() => `${person.name} can sign in again.`),
    link: () => link(false),
    factors: () => link(true),
    sessions: () =>
      personSessionsEnd({ path }).then(
        ({ data }) => `${counted(data?.ended ?? 0, "session")} ended.`,
      ),
  };
  const go = async () => {
    const well = await run(async () => {
      const said = asking && (await prove(acts[asking]));
      if (said) await onChanged(said);
    });
    if (well) close();
  };
  const [title, about, act] = WORDS[asking ?? "sessions"];
  return (
    <>
      <Row>
        {!person.external && <Button onClick={() => setAsking("link")}>New setup link</Button>}
        {!person.external && person.second_factor && (
          <Button onClick={() => setAsking("factors")}>Forget second factors</Button>
        )}
        <Button onClick={() => setAsking("sessions")}>End all sessions</Button>
        {person.state === "disabled" ? (
          <Button onClick={() => setAsking("enable")}>Let in again</Button>
        ) : (
          <Button onClick={() => setAsking("disable")}>Shut out</Button>
        )}
      </Row>
      <Confirm
        open={asking !== undefined}
        title={`${title} ${person.name}?`}
        about={about}
        act={act}
        refusal={error !== undefined && <ProblemNotice error={error} />}
        onAct={go}
        onClose={close}
      />
      {dialog}
    </>
  );
}
