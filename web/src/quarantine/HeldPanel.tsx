import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import { quarantineShow, type HeldMailOut } from "~/api/generated";
import { Preview } from "~/message/Preview";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { Time } from "~/shell/Time";
import { CheckField } from "~/ui/Field";
import { SidePanel } from "~/ui/Dialog";
import { Hostile } from "~/ui/Hostile";
import { Notice, Waiting } from "~/ui/Notice";
import { Facts } from "~/ui/Page";
import { Group, Stack } from "~/ui/Stack";
import { sized } from "~/ui/words";

import { useActing } from "./acting";
import { Acts, Left } from "./Acts";
import { StateMark, ThreatMark } from "./HeldTable";
import { stillHeld } from "./words";

/** One held mail: why, for whom, what it says, and what can be done with it. */
export function HeldPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const found = useQuery({
    queryKey: ["quarantine", "one", id],
    queryFn: async ({ signal }) => {
      const { data } = await quarantineShow({ path: { held_id: id }, signal });
      return data;
    },
  });
  const acting = useActing(() => undefined);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set([id]));
  const every = found.data ? [found.data.held, ...found.data.others] : [];
  const ids = stillHeld(every)
    .map((one) => one.id)
    .filter((one) => chosen.has(one));
  const choose = (of: readonly string[], on: boolean) =>
    setChosen((before) => {
      const next = new Set(before);
      for (const one of of)
        if (on) next.add(one);
        else next.delete(one);
      return next;
    });
  return (
    <SidePanel
      open
      onClose={onClose}
      title={found.data?.held.subject || "Held mail"}
      about={found.data?.held.reason}
      feet={
        found.data &&
        stillHeld(every).length > 0 && (
          <Acts ids={ids} releases={found.data.releases} acting={acting} />
        )
      }
    >
      {found.isPending && <Waiting what="the held mail" />}
      {found.error && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && (
        <Stack>
          <Left acting={acting} />
          <About mail={found.data} />
          <Recipients mail={found.data} chosen={chosen} onChoose={choose} />
          {found.data.held.state === "held" && (
            <section>
              <h3>Preview</h3>
              <Preview
                key={id}
                messageId={found.data.held.network_message_id}
                recipient={found.data.held.recipient}
                held
                wide={false}
              />
            </section>
          )}
        </Stack>
      )}
    </SidePanel>
  );
}

function About({ mail: { held } }: { mail: HeldMailOut }) {
  return (
    <>
      {held.note && held.state === "held" && <Notice title="The last try">{held.note}</Notice>}
      <Facts
        facts={[
          ["State", <StateMark key="state" state={held.state} />],
          ["Threat", <ThreatMark key="threat" threat={held.threat_type} />],
          ["From", <Hostile key="from" text={held.sender || "nobody"} />],
          [
            "Envelope sender",
            held.mail_from !== held.sender && <Hostile key="env" text={held.mail_from || "<>"} />,
          ],
          ["Received", <Time key="received" at={held.received_at} seconds />],
          ["Kept until", held.state === "held" && <Time key="until" at={held.expires_at} />],
          ["Size", sized(held.size)],
          [
            "Last change",
            held.changed_at && (
              <span key="change">
                <Time at={held.changed_at} seconds /> by {held.changed_by_name}
              </span>
            ),
          ],
          [
            "Message",
            <Link
              key="message"
              to="/messages/$messageId"
              params={{ messageId: held.network_message_id }}
              search={{ recipient: held.recipient }}
            >
              All that is known of it
            </Link>,
          ],
        ]}
      />
    </>
  );
}

function Recipients({
  mail,
  chosen,
  onChoose,
}: {
  mail: HeldMailOut;
  chosen: ReadonlySet<string>;
  onChoose: (ids: readonly string[], on: boolean) => void;
}) {
  const every = [mail.held, ...mail.others];
  const open = stillHeld(every);
  const all = open.every((one) => chosen.has(one.id));
  return (
    <Group label="Recipients">
      {open.length > 1 && (
        <CheckField
          label={`All ${open.length.toLocaleString("en")} for whom it is held`}
          checked={all}
          onCheck={(on) =>
            onChoose(
              open.map((one) => one.id),
              on,
            )
          }
        />
      )}
      {every.map((one) => (
        <CheckField
          key={one.id}
          label={<Hostile text={one.recipient} />}
          hint={one.state === "held" ? undefined : <StateMark state={one.state} />}
          disabled={one.state !== "held"}
          checked={one.state === "held" && chosen.has(one.id)}
          onCheck={(on) => onChoose([one.id], on)}
        />
      ))}
    </Group>
  );
}
