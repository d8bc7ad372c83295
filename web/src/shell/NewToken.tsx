import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import type { IssuedTokenOut, NewToken as Wanted, Permission, Role } from "~/api/generated";
import { Button } from "~/ui/Button";
import { Secret } from "~/ui/Copy";
import { SidePanel } from "~/ui/Dialog";
import { CheckField, SelectField, TextField } from "~/ui/Field";
import { FormFeet } from "~/ui/FormDialog";
import { Notice } from "~/ui/Notice";
import { Group, Stack } from "~/ui/Stack";
import { listed } from "~/ui/words";

import { useAttempt } from "./attempt";
import { permissionSaid, rolesQuery } from "./permissions";
import { ProblemNotice } from "./ProblemNotice";
import { scopeOf, ScopeFields } from "./ScopeFields";
import { useStepUp } from "./StepUp";

const FORM = "new-token";

/** Makes a token, and shows its secret this once. */
export function NewToken({
  open,
  title,
  about,
  roles,
  never,
  create,
  onClose,
}: {
  open: boolean;
  title: string;
  about: string;
  /** The roles to choose from. */
  roles: readonly Role[];
  /** What such a token never opens. */
  never: readonly Permission[];
  create: (wanted: Wanted) => Promise<IssuedTokenOut | undefined>;
  onClose: () => void;
}) {
  const [issued, setIssued] = useState<IssuedTokenOut>();
  const close = () => {
    setIssued(undefined);
    onClose();
  };
  return (
    <SidePanel
      open={open}
      onClose={close}
      title={issued ? `The token ${issued.token.name}` : title}
      about={issued ? undefined : about}
      feet={
        issued ? (
          <Button kind="main" onClick={close}>
            I have it
          </Button>
        ) : (
          <FormFeet form={FORM} act="Make the token" onClose={close} />
        )
      }
    >
      {issued ? (
        <Issued issued={issued} />
      ) : (
        open && <Form roles={roles} never={never} create={create} onIssued={setIssued} />
      )}
    </SidePanel>
  );
}

function Issued({ issued }: { issued: IssuedTokenOut }) {
  return (
    <>
      <Notice tone="warn" title="Take the secret away now">
        It is shown this once, and kept nowhere. Whoever has it can do what the token can.
      </Notice>
      <Secret label="Secret of the token" value={issued.secret} />
      <p>
        Programs send it as <code>Authorization: Bearer …</code>; the command line takes it from{" "}
        <code>CLAWBACK_TOKEN</code>.
      </p>
    </>
  );
}

function Form({
  roles,
  never,
  create,
  onIssued,
}: {
  roles: readonly Role[];
  never: readonly Permission[];
  create: (wanted: Wanted) => Promise<IssuedTokenOut | undefined>;
  onIssued: (issued: IssuedTokenOut) => void;
}) {
  const known = useQuery(rolesQuery).data ?? [];
  const { busy, error, run } = useAttempt();
  const { prove, dialog } = useStepUp();
  const [name, setName] = useState("");
  const [days, setDays] = useState("90");
  const [networks, setNetworks] = useState("");
  const [role, setRole] = useState<Role>(roles[0] ?? "reader");
  const [only, setOnly] = useState<readonly Permission[]>([]);
  const [scope, setScope] = useState({ domains: "", tags: "" });
  const able = (known.find((one) => one.role === role)?.permissions ?? []).filter(
    (one) => !never.includes(one),
  );
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const wanted: Wanted = {
      name,
      role,
      days: Number(days),
      permissions: only.filter((one) => able.includes(one)),
      scope: scopeOf(scope),
      networks: listed(networks),
    };
    void run(async () => {
      const issued = await prove(() => create(wanted));
      if (issued) onIssued(issued);
    });
  };
  return (
    <>
      {dialog}
      <form id={FORM} onSubmit={send}>
        <Stack>
          {error !== undefined && <ProblemNotice error={error} />}
          <TextField
            label="Name"
            hint="What it is for, so that it is known when it is to be revoked."
            required
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <SelectField
            label="Role"
            choices={known
              .filter((one) => roles.includes(one.role))
              .map((one) => ({ value: one.role, label: one.label }))}
            value={role}
            onChoose={setRole}
          />
          <Group label="Only this" hint="Nothing chosen: all of it.">
            {able.map((one) => (
              <CheckField
                key={one}
                label={permissionSaid(one)}
                checked={only.includes(one)}
                onCheck={(now) =>
                  setOnly(now ? [...only, one] : only.filter((other) => other !== one))
                }
              />
            ))}
          </Group>
          <TextField
            label="Days until it expires"
            type="number"
            min={1}
            max={3660}
            required
            value={days}
            onChange={(event) => setDays(event.target.value)}
          />
          <TextField
            label="Networks it may be used from"
            placeholder="192.0.2.0/24, 2001:db8::/32"
            hint="Empty for everywhere."
            value={networks}
            onChange={(event) => setNetworks(event.target.value)}
          />
          <ScopeFields value={scope} onType={setScope} />
        </Stack>
      </form>
    </>
  );
}
