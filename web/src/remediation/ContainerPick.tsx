import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { remediationContainerAdd, remediationContainerOpen } from "~/api/generated";
import { remediationContainerListOptions } from "~/api/generated/@tanstack/react-query.gen";
import { askAgain } from "~/shell/live";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { say } from "~/shell/Toasts";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { SelectField } from "~/ui/Field";
import { counted } from "~/ui/words";

import { additionOf, type chosenOf, type Form } from "./sketch";
import { actionName } from "./words";

const NEW = "new";

/** Adds the choice to a collection that others add to as well, before it is proposed as one. */
export function ContainerPick({
  chosen,
  form,
  onClose,
  onAdded,
}: {
  chosen: ReturnType<typeof chosenOf>;
  form: Form;
  onClose: () => void;
  onAdded: () => void;
}) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const open = useQuery(remediationContainerListOptions({ query: { limit: 100 } }));
  const fitting = (open.data?.items ?? []).filter((one) => one.action === form.action);
  const [into, setInto] = useState(NEW);
  const [error, setError] = useState<unknown>();
  const { action, severity, description } = form;
  const name = form.name.trim();
  const unnamed = into === NEW && name === "" ? "Give it a name first." : undefined;
  const add = async () => {
    setError(undefined);
    try {
      let container_id = into;
      if (into === NEW) {
        const body = { action, name, severity, description };
        container_id = (await remediationContainerOpen({ body })).data?.id ?? "";
      }
      await remediationContainerAdd({ path: { container_id }, body: additionOf(chosen) });
      askAgain(queries, { topic: "containers", versions: { [container_id]: "" } });
      say("Added to the container", name);
      onAdded();
      await navigate({ to: "/actions", search: { tab: "containers" } });
    } catch (refused) {
      setError(refused);
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Add to a container"
      about="Several people collect deliveries in it; then it is proposed as one remediation."
      feet={
        <>
          <Button onClick={onClose}>Not now</Button>
          <Button kind="main" why={unnamed} onClick={() => void add()}>
            {into === NEW ? "Open it and add" : "Add"}
          </Button>
        </>
      }
    >
      {error !== undefined && <ProblemNotice error={error} />}
      <SelectField
        label="Container"
        hint={`Those for ${actionName(action).toLowerCase()} are listed: a container has one action.`}
        choices={[
          { value: NEW, label: `A new one${name ? `: ${name}` : ""}` },
          ...fitting.map((one) => ({
            value: one.id,
            label: `${one.name} (${counted(one.parts.length, "part")}, by ${one.created_by})`,
          })),
        ]}
        value={into}
        onChoose={setInto}
      />
    </Dialog>
  );
}
