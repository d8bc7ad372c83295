import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { Drifted, DriftOut, MovedOut } from "~/api/generated";
import {
  remediationDriftedOptions,
  remediationDriftOptions,
} from "~/api/generated/@tanstack/react-query.gen";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { Ago } from "~/shell/Time";
import { Button } from "~/ui/Button";
import { Hostile } from "~/ui/Hostile";
import { Mark } from "~/ui/Mark";
import { Notice, Waiting } from "~/ui/Notice";
import { Table, type Column } from "~/ui/Table";
import { counted, ofNumber, worded } from "~/ui/words";

import style from "./Remediation.module.css";

const KINDS: readonly { kind: Drifted; says: string }[] = [
  { kind: "moved", says: "lie elsewhere now" },
  { kind: "gone", says: "are not found any more" },
  { kind: "new", says: "match now and are not in the plan" },
];

const COLUMNS: readonly Column<MovedOut>[] = [
  { name: "Recipient", shown: (one) => <Hostile text={one.recipient} /> },
  { name: "When frozen", shown: (one) => place(one.location_when_frozen) },
  { name: "Now", shown: (one) => place(one.latest_delivery_location) },
];

/** How the world has moved on since the plan was frozen, in a line and on demand in rows. */
export function Drift({ id, rows = false }: { id: string; rows?: boolean }) {
  const drift = useQuery(remediationDriftOptions({ path: { remediation_id: id } }));
  const [open, setOpen] = useState<Drifted>();
  if (drift.error)
    return <ProblemNotice error={drift.error} onRetry={() => void drift.refetch()} />;
  if (!drift.data) return <Waiting what="what has changed since" lines={1} />;
  const changed = KINDS.filter(({ kind }) => (drift.data[kind] ?? 0) > 0);
  if (changed.length === 0) return <Unchanged drift={drift.data} />;
  return (
    <Notice tone="warn" title="The world has moved on since the plan was frozen">
      <ul className={style.lines}>
        {changed.map(({ kind, says }) => (
          <li key={kind} className={style.row}>
            <span>
              {counted(drift.data[kind], "delivery", "deliveries")} {says}
            </span>
            {rows && (
              <Button
                kind="quiet"
                aria-expanded={open === kind}
                onClick={() => setOpen(open === kind ? undefined : kind)}
              >
                {open === kind ? "Hide" : "Show"}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <p className={style.quiet}>
        {drift.data.unchanged.toLocaleString("en")}{" "}
        {ofNumber(drift.data.unchanged, "is as it was", "are as they were")}. The plan stays as it
        is: what is new is not touched.
      </p>
      {open && <Rows id={id} kind={open} />}
    </Notice>
  );
}

function Unchanged({ drift }: { drift: DriftOut }) {
  return (
    <p>
      <Mark tone="good" icon="check">
        Nothing has changed since the plan was frozen
      </Mark>{" "}
      <span className={style.quiet}>
        (<Ago at={drift.frozen_at} />)
      </span>
    </p>
  );
}

function Rows({ id, kind }: { id: string; kind: Drifted }) {
  const found = useQuery(
    remediationDriftedOptions({ path: { remediation_id: id, kind }, query: { limit: 100 } }),
  );
  if (found.error) return <ProblemNotice error={found.error} />;
  if (!found.data) return <Waiting what="what has changed" lines={2} />;
  return (
    <>
      <Table
        label="What has changed"
        rows={found.data.items}
        keyOf={(one) => `${one.network_message_id} ${one.recipient}`}
        columns={COLUMNS}
      />
      {found.data.next && <p className={style.quiet}>The first hundred are shown.</p>}
    </>
  );
}

function place(location: string | null): string {
  return location === null ? "–" : worded(location);
}
