import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import type { MessagePageOut, Related, Similar as Alike } from "~/api/generated";
import {
  messageRelatedOptions,
  messageSimilarOptions,
} from "~/api/generated/@tanstack/react-query.gen";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { Time } from "~/shell/Time";
import button from "~/ui/Button.module.css";
import { SmallSelect } from "~/ui/Field";
import { Hostile } from "~/ui/Hostile";
import { Icon } from "~/ui/Icon";
import { Waiting } from "~/ui/Notice";
import { Table, type Column } from "~/ui/Table";
import { counted } from "~/ui/words";

import style from "./message.module.css";
import { NamedMark, NamedMarks } from "./Named";
import { Part } from "./Part";
import { around } from "./pivots";

const RANGES = [
  { value: "7", label: "7 days around it" },
  { value: "30", label: "30 days around it" },
  { value: "365", label: "A year around it" },
] as const;

const COLUMNS: readonly Column<Alike>[] = [
  {
    name: "Alike",
    number: true,
    shown: (one) => one.score,
  },
  {
    name: "Subject",
    shown: (one) => (
      <Link
        to="/messages/$messageId"
        params={{ messageId: one.network_message_id }}
        search={{ recipient: one.recipient }}
        className={style.cell}
      >
        <Hostile text={one.subject || "(no subject)"} />
      </Link>
    ),
  },
  {
    name: "Sender",
    shown: (one) => (
      <span className={style.cell}>
        <Hostile text={one.sender_address} />
      </span>
    ),
  },
  {
    name: "Received",
    shown: (one) => (
      <span className={style.whole}>
        <Time at={one.time_received} />
      </span>
    ),
  },
  { name: "Threats", shown: (one) => <NamedMarks field="threat_type" named={one.threats} /> },
  { name: "Now", shown: (one) => <NamedMark field="location" named={one.latest_location} /> },
  {
    name: "Shares",
    shown: (one) => (
      <span
        className={`${style.quiet} ${style.cell}`}
        title={one.shared.map((each) => `${each.label}: ${each.points} points`).join("\n")}
      >
        {one.shared.map(({ label }) => label.replace(/^The |^Sent from the /, "")).join(", ")}
      </span>
    ),
  },
];

type Range = { since: string; until: string };

function related(range: Range): readonly Column<Related>[] {
  return [
    { name: "What is shared", shown: (one) => one.label },
    {
      name: "Value",
      shown: (one) => (
        <Link to="/explore" search={{ filter: one.filter, ...range }} className={style.cell}>
          <Hostile text={one.value} />
        </Link>
      ),
    },
    { name: "Deliveries", shown: (one) => one.deliveries.toLocaleString("en"), number: true },
    { name: "Messages", shown: (one) => one.messages.toLocaleString("en"), number: true },
    { name: "Recipients", shown: (one) => one.recipients.toLocaleString("en"), number: true },
    { name: "First", shown: (one) => <Time at={one.first} /> },
    { name: "Last", shown: (one) => <Time at={one.last} /> },
  ];
}

/** What else is like this message, and what else shares something with it. */
export function Similar({ page, wide }: { page: MessagePageOut; wide: boolean }) {
  const [days, setDays] = useState<"7" | "30" | "365">("30");
  const { network_message_id, recipient, time_received: at } = page.delivery;
  const asked = { path: { network_message_id }, query: { recipient, days: Number(days) } };
  const likes = useQuery(messageSimilarOptions(asked));
  const kin = useQuery(messageRelatedOptions(asked));
  const range = around(at, Number(days));
  return (
    <div className={style.stack}>
      <div>
        <SmallSelect label="How far to look" choices={RANGES} value={days} onChoose={setDays} />
      </div>
      <Part
        wide={wide}
        title="Messages like it"
        acts={
          likes.data?.filter && (
            <Link
              to="/explore"
              search={{ filter: likes.data.filter, ...range }}
              className={button["button"]}
            >
              <Icon name="search" />
              All of them in Explore
            </Link>
          )
        }
      >
        {likes.error && <ProblemNotice error={likes.error} onRetry={() => void likes.refetch()} />}
        {likes.isPending && <Waiting what="similar messages" />}
        {likes.data &&
          (likes.data.similar.length > 0 ? (
            <Table
              label="Messages like it"
              columns={COLUMNS}
              rows={likes.data.similar}
              keyOf={(one) => one.network_message_id}
            />
          ) : (
            <p className={style.quiet}>
              Of {counted(likes.data.candidates, "message")} that share something with it, none is
              alike enough.
            </p>
          ))}
      </Part>
      <Part wide={wide} title="What shares something with it">
        {kin.error && <ProblemNotice error={kin.error} onRetry={() => void kin.refetch()} />}
        {kin.isPending && <Waiting what="what is related" />}
        {kin.data && (
          <>
            <p>{kin.data.contact.sentence}</p>
            <Table
              label="What shares something with it"
              columns={related(range)}
              rows={kin.data.related}
              keyOf={(one) => `${one.kind} ${one.value}`}
            />
          </>
        )}
      </Part>
    </div>
  );
}
