import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { MailServerOut } from "~/api/generated";
import { mailServerListOptions } from "~/api/generated/@tanstack/react-query.gen";
import { forbiddenSaid, rolesQuery } from "~/shell/permissions";
import { useMay } from "~/shell/session";
import { Ago } from "~/shell/Time";
import { Button } from "~/ui/Button";
import { Share } from "~/ui/Figures";
import { Badge } from "~/ui/Mark";
import { Empty } from "~/ui/Notice";
import { Card } from "~/ui/Page";
import { Table, type Column } from "~/ui/Table";
import { counted } from "~/ui/words";

import style from "./Admin.module.css";
import { Asked } from "./Asked";
import { TryServer } from "./TryServer";

const EVERY = 5000; // milliseconds

/** How the mail servers stand, and whether we may come in. */
export function ServersTab() {
  const servers = useQuery({ ...mailServerListOptions(), refetchInterval: EVERY });
  const roles = useQuery(rolesQuery).data ?? [];
  const may = useMay();
  const [trying, setTrying] = useState<string>();
  const why = may("mail_servers.test") ? undefined : forbiddenSaid("mail_servers.test", roles);
  const columns: Column<MailServerOut>[] = [
    { name: "Mail server", shown: (one) => <strong>{one.name}</strong> },
    { name: "State", shown: (one) => <State server={one} /> },
    { name: "Mailboxes being worked on", shown: (one) => <Sessions server={one} /> },
    { name: "Rate", shown: (one) => (one.rate === null ? "No limit" : `${one.rate} a second`) },
    { name: "Failures in a row", number: true, shown: (one) => one.failures },
    {
      name: "",
      shown: (one) => (
        <Button onClick={() => setTrying(one.name)} why={why}>
          Test connection
        </Button>
      ),
    },
  ];
  return (
    <>
      <p className={style.about}>
        Where mail is pulled back from. A server that fails again and again is left alone for a
        while; what waits for it waits.
      </p>
      <Card padded={false}>
        <Asked query={servers} what="mail servers">
          {({ items }) =>
            items.length === 0 ? (
              <Empty icon="inbox" title="No mail server is set up">
                <p>
                  Without one mail can be found, and not pulled back. Each is a{" "}
                  <code>[[mailboxes]]</code> in the settings.
                </p>
              </Empty>
            ) : (
              <Table
                label="Mail servers"
                columns={columns}
                rows={items}
                keyOf={(one) => one.name}
              />
            )
          }
        </Asked>
      </Card>
      {trying !== undefined && <TryServer name={trying} onClose={() => setTrying(undefined)} />}
    </>
  );
}

function State({ server }: { server: MailServerOut }) {
  if (server.closed_until) {
    return (
      <Badge tone="danger" icon="pause">
        {server.asked ? "Asked to be left alone" : "Left alone"}, goes on{" "}
        <Ago at={server.closed_until} />
      </Badge>
    );
  }
  if (server.failures > 0) {
    return (
      <Badge tone="warn" icon="warning">
        {counted(server.failures, "failure")} in a row
      </Badge>
    );
  }
  return server.sessions_used > 0 ? (
    <Badge tone="accent" icon="bolt">
      At work
    </Badge>
  ) : (
    <Badge tone="good" icon="check">
      Ready
    </Badge>
  );
}

function Sessions({ server }: { server: MailServerOut }) {
  const { sessions_used: used, sessions } = server;
  return (
    <div>
      {used} of {sessions}
      <Share
        label="Mailboxes being worked on"
        legend={false}
        parts={[{ name: "in use", count: used, tone: "accent" }]}
        left={sessions - used}
      />
    </div>
  );
}
