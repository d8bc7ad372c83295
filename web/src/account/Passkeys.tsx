import { useState, type FormEvent, type ReactNode } from "react";

import { accountPasskeyRemove, accountPasskeyRename, type PasskeyOut } from "~/api/generated";
import { useAttempt } from "~/shell/attempt";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { useStepUp } from "~/shell/StepUp";
import { Ago, Time } from "~/shell/Time";
import { Button } from "~/ui/Button";
import { Confirm } from "~/ui/Confirm";
import { Dialog } from "~/ui/Dialog";
import { TextField } from "~/ui/Field";
import { Row, Stack } from "~/ui/Stack";
import { Table, type Column } from "~/ui/Table";

type Doing = { to: PasskeyOut; what: "rename" | "remove" };

/** One's passkeys, to be renamed and removed. */
export function Passkeys({
  passkeys,
  onChanged,
}: {
  passkeys: readonly PasskeyOut[];
  onChanged: (sentence: string) => void;
}) {
  const { error, run, forget } = useAttempt();
  const { prove, dialog } = useStepUp();
  const [doing, setDoing] = useState<Doing>();
  const close = () => {
    setDoing(undefined);
    forget();
  };
  const remove = () =>
    run(async () => {
      const path = { passkey_id: doing?.to.id ?? "" };
      if (await prove(() => accountPasskeyRemove({ path }))) onChanged("The passkey is removed.");
      close();
    });
  const rename = (name: string) =>
    void run(async () => {
      const path = { passkey_id: doing?.to.id ?? "" };
      if (await prove(() => accountPasskeyRename({ path, body: { name } }))) {
        onChanged("The passkey has another name.");
      }
      close();
    });
  const columns: Column<PasskeyOut>[] = [
    { name: "Passkey", shown: (one) => <strong>{one.name}</strong> },
    { name: "Added", shown: (one) => <Time at={one.created_at} /> },
    { name: "Last used", shown: (one) => <Ago at={one.last_used_at} /> },
    {
      name: "",
      shown: (one) => (
        <Row>
          <Button onClick={() => setDoing({ to: one, what: "rename" })}>Rename</Button>
          <Button onClick={() => setDoing({ to: one, what: "remove" })}>Remove</Button>
        </Row>
      ),
    },
  ];
  const refusal = error !== undefined && <ProblemNotice error={error} />;
  return (
    <>
      {passkeys.length > 0 && (
        <Table label="Passkeys" columns={columns} rows={passkeys} keyOf={(one) => one.id} />
      )}
      <Confirm
        open={doing?.what === "remove"}
        title={`Remove the passkey ${doing?.to.name ?? ""}?`}
        about="It opens nothing any more. Delete it on the device too, where it goes on being offered."
        act="Remove the passkey"
        refusal={refusal}
        onAct={remove}
        onClose={close}
      />
      <Dialog open={doing?.what === "rename"} onClose={close} title="Rename the passkey">
        {doing && <Rename name={doing.to.name} refusal={refusal} onName={rename} />}
      </Dialog>
      {dialog}
    </>
  );
}

function Rename({
  name,
  refusal,
  onName,
}: {
  name: string;
  refusal: ReactNode;
  onName: (name: string) => void;
}) {
  const [text, setText] = useState(name);
  const send = (event: FormEvent) => {
    event.preventDefault();
    onName(text.trim());
  };
  return (
    <form onSubmit={send}>
      <Stack>
        {refusal}
        <TextField
          label="Name"
          required
          maxLength={200}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Row>
          <Button kind="main" type="submit">
            Rename
          </Button>
        </Row>
      </Stack>
    </form>
  );
}
