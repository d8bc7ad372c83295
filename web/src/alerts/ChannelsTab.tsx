import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { alertChannelTest, type AlertChannelOut } from "~/api/generated";
import { alertChannelListOptions } from "~/api/generated/@tanstack/react-query.gen";
import { useAttempt } from "~/shell/attempt";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { useMay } from "~/shell/session";
import { Time } from "~/shell/Time";
import { Button } from "~/ui/Button";
import { Hostile } from "~/ui/Hostile";
import { Empty, Notice, Waiting } from "~/ui/Notice";
import { Card } from "~/ui/Page";
import { Table, type Column } from "~/ui/Table";
import { worded } from "~/ui/words";

import style from "./Alerts.module.css";

const NO_RIGHT = "Your role tries no channel.";

/** Where alerts are told, and whether it can be reached. */
export function ChannelsTab() {
  const found = useQuery({ ...alertChannelListOptions(), refetchInterval: 30_000 });
  const { busy, error, run } = useAttempt();
  const [tried, setTried] = useState<{ name: string; trouble: string }>();
  const may = useMay();
  const why = may("alerts.manage") ? (busy ? "It is on its way." : undefined) : NO_RIGHT;
  const onTry = (name: string) =>
    void run(async () => {
      const { data } = await alertChannelTest({ path: { channel: name } });
      if (data) setTried({ name, trouble: data.trouble });
    });
  if (found.error && !found.data) {
    return <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />;
  }
  if (!found.data) return <Waiting what="channels" />;
  return (
    <div className={style.tab}>
      {error !== undefined && <ProblemNotice error={error} />}
      {tried && <Tried {...tried} />}
      {found.data.items.length === 0 ? (
        <Empty icon="mail" title="No channel is set up">
          <p>
            Alerts stand here in any case. To have them told by mail, webhook, chat or syslog, add{" "}
            <code>[[alerts.channels]]</code> to the settings.
          </p>
        </Empty>
      ) : (
        <Card padded={false}>
          <Table
            label="Channels"
            columns={columns(why, onTry)}
            rows={found.data.items}
            keyOf={(one) => one.name}
          />
        </Card>
      )}
    </div>
  );
}

function Tried({ name, trouble }: { name: string; trouble: string }) {
  return trouble === "" ? (
    <Notice tone="good" title={`${name} has taken it`}>
      A notice that says it is a test stands there now.
    </Notice>
  ) : (
    <Notice tone="warn" title={`${name} has not taken it`}>
      <Hostile text={trouble} />
    </Notice>
  );
}

function columns(
  why: string | undefined,
  onTry: (name: string) => void,
): readonly Column<AlertChannelOut>[] {
  return [
    { name: "Channel", shown: (one) => one.name },
    { name: "Kind", shown: (one) => worded(one.kind) },
    { name: "Waiting", number: true, shown: (one) => one.waiting.toLocaleString("en") },
    { name: "Since", shown: (one) => one.oldest && <Time at={one.oldest} /> },
    {
      name: "Sent",
      number: true,
      shown: (one) => (one.ended["sent"] ?? 0).toLocaleString("en"),
    },
    { name: "Trouble", shown: (one) => <Hostile text={one.trouble} /> },
    {
      name: "",
      shown: (one) => (
        <Button kind="quiet" why={why} onClick={() => onTry(one.name)}>
          Try it
        </Button>
      ),
    },
  ];
}
