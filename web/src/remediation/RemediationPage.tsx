import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";

import type { ReasonOut, RemediationOut } from "~/api/generated";
import {
  remediationGetOptions,
  remediationReasonsOptions,
  remediationReviewOptions,
} from "~/api/generated/@tanstack/react-query.gen";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { Time } from "~/shell/Time";
import { Card, Facts, Page } from "~/ui/Page";
import { Notice, Waiting } from "~/ui/Notice";
import { Table, type Column } from "~/ui/Table";
import { counted, worded } from "~/ui/words";

import { Drift } from "./Drift";
import { FileMenu } from "./FileMenu";
import { ItemsTable } from "./ItemsTable";
import { Gist, OutcomeMark, Touched } from "./Marks";
import { Progress } from "./Progress";
import { ProposalCard } from "./ProposalCard";
import style from "./Remediation.module.css";
import { Review } from "./Review";
import { Verbs } from "./Verbs";

const REASONS: readonly Column<ReasonOut>[] = [
  { name: "Outcome", shown: (one) => <OutcomeMark outcome={one.outcome} /> },
  { name: "Reason", shown: (one) => one.reason || "No reason is known" },
  { name: "Deliveries", number: true, shown: (one) => one.deliveries.toLocaleString("en") },
];
const GROUNDS: Readonly<Record<NonNullable<RemediationOut["ground"]>, string>> = {
  policy: "Needed no approval",
  approval: "Approved by others",
  emergency: "Glass broken",
};
const WAITING = new Set(["draft", "pending", "approved"]);

/** One remediation: what it is, who agreed, how far it is, how each delivery ended, and its verbs. */
export function RemediationPage() {
  const { remediationId } = useParams({ from: "/inside/actions/$remediationId" });
  const path = { remediation_id: remediationId };
  const one = useQuery(remediationGetOptions({ path }));
  if (one.error && !one.data) {
    return (
      <Page title="Remediation">
        <ProblemNotice error={one.error} onRetry={() => void one.refetch()} />
      </Page>
    );
  }
  if (!one.data) {
    return (
      <Page title="Remediation">
        <Waiting what="the remediation" />
      </Page>
    );
  }
  return <Shown remediation={one.data} />;
}

function Shown({ remediation }: { remediation: RemediationOut }) {
  const { outcome } = useSearch({ from: "/inside/actions/$remediationId" });
  const navigate = useNavigate();
  const waiting = WAITING.has(remediation.state);
  return (
    <Page
      title={remediation.name}
      about={
        <span className={style.row}>
          <Gist remediation={remediation} />
          <Touched remediation={remediation} />
        </span>
      }
      acts={
        <>
          <FileMenu id={remediation.id} />
          <Verbs key={remediation.id} remediation={remediation} keys />
        </>
      }
    >
      <div className={style.split}>
        <div>
          {waiting ? (
            <Planned remediation={remediation} />
          ) : (
            <Card title="Progress">
              <Progress remediation={remediation} />
            </Card>
          )}
          <Reasons remediation={remediation} />
          <Card title="Deliveries" padded={false}>
            <ItemsTable
              id={remediation.id}
              counts={remediation.counts}
              outcome={outcome}
              onOutcome={(chosen) =>
                void navigate({
                  to: ".",
                  search: chosen ? { outcome: chosen } : {},
                  replace: true,
                })
              }
            />
          </Card>
        </div>
        <div>
          {remediation.proposal && (
            <ProposalCard proposal={remediation.proposal} state={remediation.state} />
          )}
          <Particulars remediation={remediation} />
        </div>
      </div>
    </Page>
  );
}

function Planned({ remediation }: { remediation: RemediationOut }) {
  const path = { remediation_id: remediation.id };
  const review = useQuery(remediationReviewOptions({ path, query: { most: 20 } }));
  const refused = review.data?.consent.vote_refused;
  return (
    <>
      {remediation.state === "pending" && refused && (
        <Notice tone="accent" title="Somebody else decides on this">
          <p>{refused}</p>
        </Notice>
      )}
      <Card title="Since it was frozen">
        <Drift id={remediation.id} rows />
      </Card>
      <Card title="What it touches">
        {review.error && <ProblemNotice error={review.error} />}
        {review.isPending && <Waiting what="the review" />}
        {review.data && <Review review={review.data} consent={remediation.state === "draft"} />}
      </Card>
    </>
  );
}

function Reasons({ remediation }: { remediation: RemediationOut }) {
  const { pending, total, outcomes } = remediation.counts;
  const other = total - pending - (outcomes.success ?? 0);
  const reasons = useQuery({
    ...remediationReasonsOptions({ path: { remediation_id: remediation.id } }),
    enabled: other > 0,
  });
  if (other === 0 || !reasons.data) return null;
  const waiting = WAITING.has(remediation.state);
  return (
    <Card
      title={waiting ? "What is left alone, and why" : "What did not end as a success, and why"}
      padded={false}
    >
      <Table
        label="Reasons"
        rows={reasons.data.items}
        keyOf={(one) => `${one.outcome} ${one.reason}`}
        columns={REASONS}
      />
      {reasons.data.others > 0 && (
        <p className={style.others}>
          {counted(reasons.data.others, "delivery", "deliveries")} ended for other reasons.
        </p>
      )}
    </Card>
  );
}

function Particulars({ remediation }: { remediation: RemediationOut }) {
  const undone = remediation.undone_by;
  return (
    <Card title="About it">
      {remediation.description && <p>{remediation.description}</p>}
      <Facts
        facts={[
          ["Made by", remediation.created_by],
          ["Made", <Time key="made" at={remediation.created_at} />],
          ["Changed by", remediation.edited_by],
          ["Started by", remediation.started_by],
          ["Started", remediation.started_at && <Time at={remediation.started_at} />],
          ["Ground", remediation.ground && GROUNDS[remediation.ground]],
          ["Ended", remediation.ended_at && <Time at={remediation.ended_at} />],
          ["Source", worded(remediation.source)],
          ["Undo of", remediation.undo_of && <OtherLink id={remediation.undo_of} />],
          ["Undone by", undone.length > 0 && undone.map((id) => <OtherLink key={id} id={id} />)],
          ["Filter", <code key="filter">{remediation.filter || "all mail"}</code>],
          ["Chosen", remediation.choice],
          ["Sweep", remediation.sweep && "Copies in every folder"],
          ["Sender's copy", remediation.senders_copy && "In the Sent folder too"],
          ["Unread only", remediation.unread_only && "What has been read is left"],
          [
            "Escrow",
            remediation.escrow_days > 0 &&
              `Kept sealed for ${counted(remediation.escrow_days, "day")}`,
          ],
          ["Id", <code key="id">{remediation.id}</code>],
          [
            "Plan hash",
            <code key="hash" className={style.hash}>
              {remediation.plan_hash}
            </code>,
          ],
        ].map(([name, value]) => [String(name), value === false ? null : value] as const)}
      />
      <Link to="/explore" search={{ filter: `remediation_id:${remediation.id}`, since: "all" }}>
        Show these deliveries in Explore
      </Link>
    </Card>
  );
}

function OtherLink({ id }: { id: string }) {
  return (
    <Link to="/actions/$remediationId" params={{ remediationId: id }}>
      <code>{id}</code>
    </Link>
  );
}
