import { useState } from "react";

import type { GroupOut } from "~/api/generated";
import { Time } from "~/shell/Time";
import { lookOf } from "~/ui/tones";
import { Hostile } from "~/ui/Hostile";
import { Segments } from "~/ui/Segments";
import { amid } from "~/ui/words";

import type { Ask, Explore } from "../state";
import { useGroups } from "./asking";
import { Listing } from "./Listing";
import { NothingFound } from "./NothingFound";
import type { Part } from "./parts";
import { Split, Told } from "./Split";
import style from "./Tabs.module.css";
import { Value, type Verbs } from "./Value";

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
      <table className={style.table} aria-label={`Groups by ${amid(label)}`}>
        <thead>
          <tr>
            <th scope="col">{label}</th>
            <th scope="col" className={style.barHead}>
              What became of it
            </th>
            <th scope="col" className={style.number}>
              Deliveries
            </th>
            <th scope="col" className={style.number}>
              Messages
            </th>
            <th scope="col" className={style.number}>
              Recipients
            </th>
            <th scope="col">First</th>
            <th scope="col">Last</th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <Line
              key={group.value ?? ""}
              group={group}
              field={field}
              most={most}
              onOpen={onOpen}
              onVerbs={onVerbs}
            />
          ))}
        </tbody>
      </table>
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

function Line({
  group,
  field,
  most,
  onOpen,
  onVerbs,
}: {
  group: GroupOut;
  field: string;
  most: number;
  onOpen: (filter: string) => void;
  onVerbs: Verbs | undefined;
}) {
  const parts = partsOf(group);
  const about =
    field === "subject" || field === "network_message_id"
      ? group.newest.sender_address
      : group.newest.subject;
  return (
    <tr>
      <th scope="row" className={style.value}>
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
      </th>
      <td className={style.barCell}>
        <Split parts={parts} count={group.deliveries} most={most} />
        <Told parts={parts} />
      </td>
      {[group.deliveries, group.messages, group.recipients].map((count, place) => (
        // oxlint-disable-next-line react/no-array-index-key -- the columns never move
        <td key={place} className={style.number}>
          {count.toLocaleString("en")}
        </td>
      ))}
      <td className={style.time}>
        <Time at={group.first} />
      </td>
      <td className={style.time}>
        <Time at={group.last} />
      </td>
    </tr>
  );
}
