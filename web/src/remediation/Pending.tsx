import { useState } from "react";

import type { RemediationOut } from "~/api/generated";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { Ago } from "~/shell/Time";
import { Badge } from "~/ui/Mark";
import { Empty, Waiting } from "~/ui/Notice";
import { ShowMore } from "~/ui/ShowMore";
import { counted } from "~/ui/words";

import { Drift } from "./Drift";
import { Touched } from "./Marks";
import style from "./Remediation.module.css";
import { RemediationCard } from "./RemediationCard";
import { useShelf } from "./useShelf";

/** Proposals that wait for others, and below them drafts that wait for whoever made them. */
export function Pending({ pending }: { pending: ReturnType<typeof useShelf> }) {
  const drafts = useShelf("drafts");
  if (pending.error) return <ProblemNotice error={pending.error} />;
  if (pending.isPending) return <Waiting what="proposals" />;
  return (
    <div className={style.list}>
      {pending.items.length === 0 && (
        <Empty icon="check" title="Nothing waits for approval">
          <p>When somebody proposes a remediation to others, it stands here until they decide.</p>
        </Empty>
      )}
      {pending.items.map((one) => (
        <Proposal key={one.id} remediation={one} />
      ))}
      <ShowMore of={pending} />
      {drafts.items.length > 0 && (
        <>
          <h2>Drafts</h2>
          {drafts.items.map((one) => (
            <Draft key={one.id} remediation={one} />
          ))}
          <ShowMore of={drafts} />
        </>
      )}
    </div>
  );
}

function Proposal({ remediation }: { remediation: RemediationOut }) {
  const [opened] = useState(() => Date.now());
  const { proposal } = remediation;
  if (!proposal) return null;
  const soon = proposal.remind_at.some((at) => new Date(at).valueOf() < opened);
  return (
    <RemediationCard
      remediation={remediation}
      about={<Touched remediation={remediation} />}
      only={["approve", "reject", "start", "withdraw"]}
    >
      <p>
        {proposal.proposed_by} proposed it <Ago at={proposal.proposed_at} />.{" "}
        {proposal.reasons.join(" ")}
      </p>
      {remediation.description && <p className={style.quiet}>{remediation.description}</p>}
      <div className={style.row}>
        <Badge tone={proposal.approvals >= proposal.quorum ? "good" : "quiet"} icon="people">
          {proposal.approvals} of {counted(proposal.quorum, "approval")}
        </Badge>
        <Badge tone={soon ? "warn" : "quiet"} icon="clock">
          Expires <Ago at={proposal.expires_at} />
        </Badge>
      </div>
      <Drift id={remediation.id} />
    </RemediationCard>
  );
}

function Draft({ remediation }: { remediation: RemediationOut }) {
  return (
    <RemediationCard remediation={remediation} about={<Touched remediation={remediation} />}>
      <p className={style.quiet}>
        {remediation.created_by} made it <Ago at={remediation.created_at} />.
      </p>
    </RemediationCard>
  );
}
