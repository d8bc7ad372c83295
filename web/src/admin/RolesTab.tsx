import { useQuery } from "@tanstack/react-query";

import type { RoleOut } from "~/api/generated";
import { permissionSaid, rolesQuery } from "~/shell/permissions";
import { useMe } from "~/shell/session";
import { Icon } from "~/ui/Icon";
import { Card } from "~/ui/Page";
import { Table, type Column } from "~/ui/Table";

import style from "./Admin.module.css";
import { Asked } from "./Asked";

/** What each role may do. Roles are fixed; what people get are roles. */
export function RolesTab() {
  const roles = useQuery(rolesQuery);
  return (
    <>
      <p className={style.about}>
        Somebody with several roles may do what any of them may. Nobody approves what they proposed
        themselves, whatever their roles.
      </p>
      <Card padded={false}>
        <Asked query={roles} what="roles">
          {(found) => <Matrix roles={found} />}
        </Asked>
      </Card>
    </>
  );
}

function Matrix({ roles }: { roles: readonly RoleOut[] }) {
  const mine = useMe()?.roles ?? [];
  const every = [...new Set(roles.flatMap((role) => role.permissions))];
  const columns: Column<string>[] = [
    {
      name: "May",
      shown: (one) => <span title={one}>{permissionSaid(one)}</span>,
    },
    ...roles.map((role) => ({
      name: mine.includes(role.role) ? `${role.label} (you)` : role.label,
      shown: (one: string) =>
        (role.permissions as readonly string[]).includes(one) && (
          <span className={style.yes}>
            <Icon name="check" />
            <span className="visually-hidden">yes</span>
          </span>
        ),
    })),
  ];
  return <Table label="Roles" columns={columns} rows={every} keyOf={(one) => one} />;
}
