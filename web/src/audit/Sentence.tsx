import type { AuditEntryOut, PersonOut } from "~/api/generated";
import { worded } from "~/ui/words";

import style from "./Audit.module.css";
import { didIn, thingOf } from "./sentences";

/** An entry, told. */
export function Sentence({
  entry,
  people,
}: {
  entry: AuditEntryOut;
  people: readonly PersonOut[];
}) {
  const { before, thing, after } = didIn(entry);
  return (
    <>
      <strong>{entry.actor_name}</strong> {before}
      {thing && (
        <>
          {" "}
          <span className={style.thing}>{thingSaid(entry.subject, people)}</span>
        </>
      )}
      {after && (/^[:,.]/.test(after) ? after : ` ${after}`)}
    </>
  );
}

/** What a subject is called: people by their names, everything else by kind and id. */
export function thingSaid(subject: string, people: readonly PersonOut[]): string {
  const [kind, id] = thingOf(subject);
  if (kind === "person") return people.find((one) => one.id === id)?.name ?? id;
  if (kind === "remediation" || kind === "") return id;
  return `${kind === "" ? "" : worded(kind).toLowerCase()} ${id}`;
}
