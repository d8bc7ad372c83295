import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import {
  auditEntry,
  type AuditEntryOut,
  type AuditProofOut,
  type PersonOut,
} from "~/api/generated";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { Time } from "~/shell/Time";
import { Button } from "~/ui/Button";
import { CopyButton } from "~/ui/Copy";
import { Mark } from "~/ui/Mark";
import { Notice, Waiting } from "~/ui/Notice";
import { Facts } from "~/ui/Page";
import { Row } from "~/ui/Stack";
import { worded } from "~/ui/words";

import style from "./Audit.module.css";
import { leadsToCheckpoint } from "./proof";
import { thingSaid } from "./Sentence";
import { thingOf } from "./sentences";
import type { Audit } from "./state";

/** All that an entry holds, and the proof that it is in a signed checkpoint. */
export function OpenEntry({
  entry,
  people,
  onChange,
}: {
  entry: AuditEntryOut;
  people: readonly PersonOut[];
  onChange: (next: Audit) => void;
}) {
  const details = Object.entries(entry.details).map(
    ([name, value]) => [worded(name), String(value ?? "")] as const,
  );
  return (
    <div className={style.open}>
      <div>
        <Facts
          facts={[
            ["When", <Time key="at" at={entry.at} seconds />],
            ["Who", `${entry.actor_name} (${entry.actor_role || entry.actor_kind})`],
            ["To", <Subject key="to" subject={entry.subject} people={people} />],
            ["Action", <code key="action">{entry.action}</code>],
            ...details,
          ]}
        />
        <Row>
          <Button onClick={() => onChange({ actor: entry.actor_id, entry: undefined })}>
            Only by {entry.actor_name}
          </Button>
          <Button onClick={() => onChange({ subject: entry.subject, entry: undefined })}>
            Only about this
          </Button>
          <Button onClick={() => onChange({ action: entry.action, entry: undefined })}>
            Only this action
          </Button>
        </Row>
      </div>
      <Proof entry={entry} />
    </div>
  );
}

function Subject({ subject, people }: { subject: string; people: readonly PersonOut[] }) {
  const [kind, id] = thingOf(subject);
  const said = thingSaid(subject, people);
  if (kind === "remediation") {
    return (
      <Link to="/actions/$remediationId" params={{ remediationId: id }}>
        {said}
      </Link>
    );
  }
  if (kind === "message") {
    return (
      <Link to="/messages/$messageId" params={{ messageId: id }}>
        {said}
      </Link>
    );
  }
  if (kind === "person") {
    return (
      <Link to="/admin" search={{ tab: "people", open: id }}>
        {said}
      </Link>
    );
  }
  return <code>{subject}</code>;
}

type Proved = { proof: AuditProofOut | null; leads: boolean };

function Proof({ entry }: { entry: AuditEntryOut }) {
  const proved = useQuery({
    queryKey: ["audit entry", entry.id],
    queryFn: async ({ signal }): Promise<Proved> => {
      const { data } = await auditEntry({ path: { entry_id: entry.id }, signal });
      const proof = data?.proof ?? null;
      return { proof, leads: proof !== null && (await leadsToCheckpoint(proof)) };
    },
    refetchInterval: (query) => (query.state.data?.proof === null ? 2000 : false),
  });
  if (proved.isPending) return <Waiting what="the proof" lines={2} />;
  if (proved.isError) return <ProblemNotice error={proved.error} />;
  const { proof, leads } = proved.data;
  if (!proof) {
    return <Notice tone="accent">It is sealed within a second or two.</Notice>;
  }
  if (!leads) {
    return (
      <Notice tone="danger" title="The proof does not lead to the checkpoint">
        This entry is not what was sealed. Run <code>clawback audit verify</code> on the server.
      </Notice>
    );
  }
  return (
    <div>
      <Mark tone="good" icon="shield">
        Sealed
      </Mark>
      <p className={style.about}>
        Entry {(proof.leaf_index + 1).toLocaleString("en")} of the signed checkpoint over{" "}
        {proof.tree_size.toLocaleString("en")}. Your browser has followed the {proof.hashes.length}{" "}
        hashes from the entry to the checkpoint’s root; <code>clawback audit verify</code> checks
        the signature too.
      </p>
      <Row>
        <CopyButton label="Copy the proof" text={JSON.stringify(proof, null, 2)} />
      </Row>
    </div>
  );
}
