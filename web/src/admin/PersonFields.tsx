import { useQuery } from "@tanstack/react-query";

import type { NewPerson, Role } from "~/api/generated";
import { rolesQuery } from "~/shell/permissions";
import { scopeOf, ScopeFields, scopeText, type ScopeText } from "~/shell/ScopeFields";
import { CheckField, TextField } from "~/ui/Field";
import { Group, Two } from "~/ui/Stack";

/** A person while they are typed. */
export type PersonText = { login: string; name: string; roles: readonly Role[]; scope: ScopeText };

export const NOBODY: PersonText = {
  login: "",
  name: "",
  roles: ["analyst"],
  scope: scopeText({}),
};

/** What is typed, as the API takes it. */
export const personOf = ({ login, name, roles, scope }: PersonText): NewPerson => ({
  login: login.trim(),
  name: name.trim(),
  roles: [...roles],
  scope: scopeOf(scope),
});

/** What each role is for, beside its name. */
const FOR: Readonly<Record<Role, string>> = {
  reader: "finds mail",
  content_reader: "and reads bodies, which is noted",
  analyst: "keeps lists, drafts and proposes remediations",
  responder: "starts and undoes them too",
  approver: "approves what others proposed",
  auditor: "sees who did what, and no mail",
  click_service: "a program that hands clicks over",
  admin: "runs the place, and reads no bodies",
};

/** Name, roles and scope of somebody. */
export function PersonFields({
  value,
  readOnly = false,
  onType,
}: {
  value: PersonText;
  readOnly?: boolean;
  onType: (value: PersonText) => void;
}) {
  const roles = useQuery(rolesQuery).data ?? [];
  const toggle = (role: Role, has: boolean) =>
    onType({
      ...value,
      roles: has ? [...value.roles, role] : value.roles.filter((one) => one !== role),
    });
  return (
    <>
      <Two>
        <TextField
          label="Name"
          required
          maxLength={200}
          readOnly={readOnly}
          value={value.name}
          onChange={(event) => onType({ ...value, name: event.target.value })}
        />
        <TextField
          label="Login name"
          required
          maxLength={100}
          placeholder="ann@example.org"
          readOnly={readOnly}
          value={value.login}
          onChange={(event) => onType({ ...value, login: event.target.value })}
        />
      </Two>
      <Group label="Roles">
        {roles.map((role) => (
          <CheckField
            key={role.role}
            label={role.label}
            hint={FOR[role.role]}
            disabled={readOnly}
            checked={value.roles.includes(role.role)}
            onCheck={(now) => toggle(role.role, now)}
          />
        ))}
      </Group>
      <ScopeFields value={value.scope} onType={(scope) => onType({ ...value, scope })} />
    </>
  );
}
