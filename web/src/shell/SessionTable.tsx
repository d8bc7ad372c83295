import type { SessionOut } from "~/api/generated";
import { Button } from "~/ui/Button";
import { Badge } from "~/ui/Mark";
import { Quiet } from "~/ui/Stack";
import { Table, type Column } from "~/ui/Table";
import { worded } from "~/ui/words";

import { agentSaid } from "./agent";
import { Ago, Time } from "./Time";

const WAYS: Readonly<Record<SessionOut["way"], string>> = {
  password: "Password",
  link: "Setup link",
  passkey: "Passkey",
  external: "Identity provider",
};

/** Sessions of one person; `onEnd` ends one of them, where that may be done. */
export function SessionTable({
  sessions,
  onEnd,
}: {
  sessions: readonly SessionOut[];
  onEnd?: (session: SessionOut) => void;
}) {
  const columns: Column<SessionOut>[] = [
    {
      name: "Browser",
      shown: (one) => (
        <span title={one.agent}>
          {agentSaid(one.agent)} {one.current && <Badge tone="accent">This one</Badge>}
          {one.stage !== "open" && <Badge tone="warn">{worded(one.stage)}</Badge>}
        </span>
      ),
    },
    { name: "Network", shown: (one) => one.network || <Quiet>unknown</Quiet> },
    { name: "Signed in", shown: (one) => <Time at={one.signed_in_at} /> },
    { name: "With", shown: (one) => WAYS[one.way] },
    { name: "Last seen", shown: (one) => <Ago at={one.seen_at} /> },
    ...(onEnd
      ? [
          {
            name: "",
            shown: (one: SessionOut) =>
              !one.current && <Button onClick={() => onEnd(one)}>End</Button>,
          },
        ]
      : []),
  ];
  return <Table label="Sessions" columns={columns} rows={sessions} keyOf={(one) => one.id} />;
}
