import { useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { personCreate, type SetupLinkOut } from "~/api/generated";
import { personListQueryKey } from "~/api/generated/@tanstack/react-query.gen";
import { useAttempt } from "~/shell/attempt";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { useStepUp } from "~/shell/StepUp";
import { Time } from "~/shell/Time";
import { Button } from "~/ui/Button";
import { Secret } from "~/ui/Copy";
import { SidePanel } from "~/ui/Dialog";
import { FormFeet } from "~/ui/FormDialog";
import { Notice } from "~/ui/Notice";
import { Stack } from "~/ui/Stack";

import { NOBODY, PersonFields, personOf } from "./PersonFields";

const FORM = "new-person";

/** Makes an account, and shows its setup link this once. */
export function NewPerson({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient();
  const { busy, error, run } = useAttempt();
  const { prove, dialog } = useStepUp();
  const [typed, setTyped] = useState(NOBODY);
  const [made, setMade] = useState<SetupLinkOut>();
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (busy || typed.roles.length === 0) return;
    void run(async () => {
      const answer = await prove(() => personCreate({ body: personOf(typed) }));
      setMade(answer?.data);
      await queries.invalidateQueries({ queryKey: personListQueryKey() });
    });
  };
  return (
    <>
      <SidePanel
        open
        onClose={onClose}
        title={made ? `The account of ${made.person.name}` : "New person"}
        about={made ? undefined : "They set their own password, with a link that works once."}
        feet={
          made ? (
            <Button kind="main" onClick={onClose}>
              I have the link
            </Button>
          ) : (
            <FormFeet
              form={FORM}
              act="Make the account"
              why={typed.roles.length > 0 ? undefined : "Choose a role."}
              onClose={onClose}
            />
          )
        }
      >
        {made ? (
          <Link made={made} />
        ) : (
          <form id={FORM} onSubmit={send}>
            <Stack>
              {error !== undefined && <ProblemNotice error={error} />}
              <PersonFields value={typed} onType={setTyped} />
            </Stack>
          </form>
        )}
      </SidePanel>
      {dialog}
    </>
  );
}

/** A setup link: shown this once, and good once. */
export function Link({ made }: { made: SetupLinkOut }) {
  const bare = made.link.startsWith("/");
  return (
    <>
      <Notice tone="warn" title="Hand this link over on a way that you trust">
        It is shown this once. Whoever opens it first sets the password of {made.person.name}. It
        works once, until <Time at={made.expires_at} />.
      </Notice>
      <Secret label="Setup link" value={bare ? location.origin + made.link : made.link} />
    </>
  );
}
