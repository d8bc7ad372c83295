import { useQuery } from "@tanstack/react-query";

import { Empty } from "~/ui/Notice";

import { forbiddenSaid, rolesQuery } from "./permissions";

/** What stands where somebody's role opens nothing: what is missing, and who could give it. */
export function Closed({ permission }: { permission: string }) {
  const roles = useQuery(rolesQuery).data ?? [];
  return (
    <Empty icon="shield" title="Your role does not open this">
      <p>{forbiddenSaid(permission, roles)}</p>
    </Empty>
  );
}
