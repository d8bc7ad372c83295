import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import {
  retentionRun,
  type Data,
  type KeptOut,
  type RetentionOut,
  type RetentionRunOut,
} from "~/api/generated";
import {
  retentionShowOptions,
  retentionShowQueryKey,
} from "~/api/generated/@tanstack/react-query.gen";
import { useAttempt } from "~/shell/attempt";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { useMay } from "~/shell/session";
import { Time } from "~/shell/Time";
import { say } from "~/shell/Toasts";
import { Button } from "~/ui/Button";
import { Confirm } from "~/ui/Confirm";
import { Badge } from "~/ui/Mark";
import { Notice } from "~/ui/Notice";
import { Card, Facts } from "~/ui/Page";
import { Table, type Column } from "~/ui/Table";
import { counted } from "~/ui/words";

import style from "./Admin.module.css";
import { Asked } from "./Asked";

const WORDS: Readonly<Record<Data, readonly [string, string]>> = {
  rows: ["Deliveries", "delivery"],
  content: ["Raw mail", "mail"],
  clicks: ["Clicks", "click"],
};
const EVERY = 2000; // milliseconds, while a run is under way

/** How long things are kept, and what a run would forget. */
export function RetentionTab() {
  const shown = useQuery({
    ...retentionShowOptions(),
    refetchInterval: (query) => (query.state.data?.under_way ? EVERY : false),
  });
  return (
    <Asked query={shown} what="what is kept">
      {(found) => <Kept found={found} />}
    </Asked>
  );
}

function Kept({ found }: { found: RetentionOut }) {
  const may = useMay();
  const queries = useQueryClient();
  const { error, run, forget } = useAttempt();
  const [asking, setAsking] = useState(false);
  const due = found.kept.filter((one) => one.due > 0);
  const close = () => {
    setAsking(false);
    forget();
  };
  const go = async () => {
    const well = await run(async () => {
      await retentionRun();
      say("Forgetting has begun.");
      await queries.invalidateQueries({ queryKey: retentionShowQueryKey() });
    });
    if (well) close();
  };
  return (
    <>
      {found.hold && <Notice title="Nothing is forgotten: there is a hold">{found.hold}</Notice>}
      {found.under_way && <UnderWay run={found.under_way} />}
      <div className={style.bar}>
        <p>
          How long is a setting, in <code>[retention]</code>. What a remediation still works with
          stays until that is done.
        </p>
        <Button
          icon="trash"
          onClick={() => setAsking(true)}
          why={whyNot(may("retention.manage"), found)}
        >
          Forget now …
        </Button>
      </div>
      <Card padded={false}>
        <Table label="What is kept" columns={COLUMNS} rows={found.kept} keyOf={(one) => one.data} />
      </Card>
      <Card title="And by other settings">
        <Facts
          facts={[
            ["Exports", days(found.others.exports_days)],
            ["Held mail", days(found.others.quarantine_days)],
            ["Escrow of hard-deleted mail", escrow(found.others.escrow_days)],
            [
              "Audit trail",
              found.others.audit_days === 0 ? "For ever" : days(found.others.audit_days),
            ],
            [
              "Next run by itself",
              found.next_run ? <Time at={found.next_run} /> : "None: all is kept for ever",
            ],
          ]}
        />
      </Card>
      {found.last && <LastRun run={found.last} />}
      <Confirm
        open={asking}
        title="Forget what was kept long enough?"
        about={`${said(due)} will be forgotten for good. This cannot be undone.`}
        act="Forget now"
        refusal={error !== undefined && <ProblemNotice error={error} />}
        onAct={go}
        onClose={close}
      />
    </>
  );
}

const COLUMNS: readonly Column<KeptOut>[] = [
  { name: "What", shown: (one) => <strong>{WORDS[one.data][0]}</strong> },
  { name: "Kept", shown: (one) => (one.days === 0 ? "For ever" : days(one.days)) },
  { name: "There is", number: true, shown: (one) => one.count.toLocaleString("en") },
  { name: "Oldest from", shown: (one) => <Time at={one.oldest} /> },
  {
    name: "A run would forget",
    number: true,
    shown: (one) =>
      one.due > 0 ? <Badge tone="warn">{one.due.toLocaleString("en")}</Badge> : "Nothing",
  },
];

const days = (count: number) => counted(count, "day");
const escrow = (count: number) => (count === 0 ? "Not kept" : days(count));

function said(due: readonly KeptOut[]): string {
  const parts = due.map((one) => {
    const [, word] = WORDS[one.data];
    return counted(one.due, word, word === "delivery" ? "deliveries" : `${word}s`);
  });
  return new Intl.ListFormat("en").format(parts);
}

function whyNot(may: boolean, found: RetentionOut): string | undefined {
  if (!may) return "Only administrators may have old data forgotten.";
  if (found.hold) return "There is a hold.";
  if (found.under_way) return "A run is under way.";
  return found.kept.some((one) => one.due > 0) ? undefined : "Nothing has been kept long enough.";
}

function UnderWay({ run }: { run: RetentionRunOut }) {
  const done = run.shares.reduce((sum, share) => sum + share.forgotten, 0);
  const whole = run.shares.reduce((sum, share) => sum + share.found, 0);
  return (
    <Notice
      tone="accent"
      title={`Forgetting: ${done.toLocaleString("en")} of ${whole.toLocaleString("en")}`}
    >
      Begun by {run.by_name}, <Time at={run.began_at} />.
    </Notice>
  );
}

function LastRun({ run }: { run: RetentionRunOut }) {
  return (
    <Card title="The last run">
      <Facts
        facts={[
          ["Begun", <Time key="began" at={run.began_at} />],
          ["By", run.by_name],
          ["Ended", run.ended_at ? <Time at={run.ended_at} /> : "Not yet"],
          ...run.shares.map(
            (share) =>
              [
                WORDS[share.data][0],
                `${share.forgotten.toLocaleString("en")} forgotten` +
                  (share.held > 0 ? `, ${share.held.toLocaleString("en")} had to stay` : ""),
              ] as const,
          ),
          ["Why it ended early", run.reason],
        ]}
      />
    </Card>
  );
}
