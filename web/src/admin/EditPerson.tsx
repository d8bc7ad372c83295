import { useState, type FormEvent } from "react";

import { personEdit, type PersonOut } from "~/api/generated";
import { useAttempt } from "~/shell/attempt";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { scopeText } from "~/shell/ScopeFields";
import { useStepUp } from "~/shell/StepUp";
import { Button } from "~/ui/Button";
import { Row, Stack } from "~/ui/Stack";

import { PersonFields, personOf, type PersonText } from "./PersonFields";

/** Changes name, roles or scope; another role or scope ends their sessions. */
export function EditPerson({
  person,
  mayEdit,
  onChanged,
}: {
  person: PersonOut;
  mayEdit: boolean;
  onChanged: (sentence: string) => Promise<void>;
}) {
  const { busy, error, run } = useAttempt();
  const { prove, dialog } = useStepUp();
  const before: PersonText = { ...person, scope: scopeText(person.scope) };
  const [typed, setTyped] = useState(before);
  const same = JSON.stringify(personOf(typed)) === JSON.stringify(personOf(before));
  const why =
    typed.roles.length === 0 ? "Choose a role." : same ? "Nothing is changed." : undefined;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (busy || why) return;
    void run(async () => {
      const path = { person_id: person.id };
      const done = await prove(() => personEdit({ path, body: personOf(typed) }));
      if (done) await onChanged(`${typed.name} is changed.`);
    });
  };
  return (
    <>
      <form onSubmit={send}>
        <Stack>
          {error !== undefined && <ProblemNotice error={error} />}
          <PersonFields value={typed} readOnly={!mayEdit} onType={setTyped} />
          {mayEdit && (
            <Row>
              <Button kind="main" type="submit" why={why}>
                Save
              </Button>
            </Row>
          )}
        </Stack>
      </form>
      {dialog}
    </>
  );
}
