import { useState } from "react";

import type { GroupOut } from "~/api/generated";
import { lookOf } from "~/ui/tones";
import { Hostile } from "~/ui/Hostile";
import { Segments } from "~/ui/Segments";
import { amid } from "~/ui/words";

import type { Ask, Explore } from "../state";
import { useGroups } from "./asking";
import { CountsTable } from "./CountsTable";
import { Listing } from "./Listing";
import { NothingFound } from "./NothingFound";
import type { Part } from "./parts";
import { Became } from "./Split";
import style from "./Tabs.module.css";
import { Value, type Verbs } from "./Value";

const COUNTS = [{ name: "Deliveries" }, { name: "Messages" }, { name: "Recipients" }];

/** Deliveries that share a value, as one line each; a press opens the group. */
export function GroupsTab({
  ask,
  field,
  label,
  seen,
  onOpen,
  onVerbs,
  onAsk,
}: {
  ask: Ask;
  field: string;
  label: string;
  seen: number;
  /** Searches for the deliveries of a group. */
  onOpen: (filter: string) => void;
  onVerbs: Verbs | undefined;
  onAsk: (part: Explore) => void;
}) {
  const [newest, setNewest] = useState(false);
  const answer = useGroups(ask, field, newest, seen);
  const groups = answer.data?.pages.flatMap((page) => page.groups) ?? [];
  const most = Math.max(1, ...groups.map((group) => group.deliveries));
  return (
    <Listing
      answer={answer}
      what={`Groups by ${amid(label)}`}
      empty={
        answer.data && groups.length === 0 ? (
          <NothingFound what="deliveries" clicks={false} ask={ask} onAsk={onAsk} />
        ) : undefined
      }
      about={
        <Segments
          label="Order of the groups"
          choices={[
            { value: "count", label: "Largest first" },
            { value: "newest", label: "Newest first" },
          ]}
          value={newest ? "newest" : "count"}
          onChoose={(order) => setNewest(order === "newest")}
        />
      }
    >
      <CountsTable
        label={`Groups by ${amid(label)}`}
        heading={label}
        bar="What became of it"
        counts={COUNTS}
        dated
        lines={groups.map((group) => ({
          id: group.value ?? "",
          value: <Name group={group} field={field} onOpen={onOpen} onVerbs={onVerbs} />,
          bar: <Became parts={partsOf(group)} count={group.deliveries} most={most} />,
          numbers: [group.deliveries, group.messages, group.recipients],
          first: group.first,
          last: group.last,
        }))}
      />
    </Listing>
  );
}

function partsOf(group: GroupOut): Part[] {
  return group.actions.map((one) => ({
    code: one.action,
    label: one.label,
    count: one.count,
    tone: lookOf("delivery_action", one.action)?.tone ?? "unknown",
  }));
}

/** What a group is called: a message by its subject, everything else by its value. */
function nameOf(field: string, group: GroupOut): string {
  if (field === "network_message_id") return group.newest.subject || "(no subject)";
  return group.value === null || group.value === "" ? "(none)" : group.label;
}

/** A group's name, and what it is known by besides. */
function Name({
  group,
  field,
  onOpen,
  onVerbs,
}: {
  group: GroupOut;
  field: string;
  onOpen: (filter: string) => void;
  onVerbs: Verbs | undefined;
}) {
  const about =
    field === "subject" || field === "network_message_id"
      ? group.newest.sender_address
      : group.newest.subject;
  return (
    <>
      <Value
        field={field}
        value={group.value}
        label={nameOf(field, group)}
        filter={group.filter}
        onOnly={onOpen}
        onVerbs={onVerbs}
      />
      <span className={style.small}>
        <Hostile text={about} />
      </span>
    </>
  );
}
