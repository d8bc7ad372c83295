import type { ProposalOut } from "~/api/generated";
import { Ago, Time } from "~/shell/Time";
import { Share } from "~/ui/Figures";
import { Mark } from "~/ui/Mark";
import { Card, Facts } from "~/ui/Page";
import { counted } from "~/ui/words";

import style from "./Remediation.module.css";
import type { State } from "./words";

/** Who asked for approval and why, who said what, and until when it holds. */
export function ProposalCard({ proposal, state }: { proposal: ProposalOut; state: State }) {
  const open = state === "pending" || state === "approved";
  return (
    <Card title="Proposal">
      <Share
        label="Approvals"
        legend={false}
        parts={[{ name: "approvals", count: proposal.approvals, tone: "good" }]}
        left={Math.max(0, proposal.quorum - proposal.approvals)}
      />
      <p>
        {proposal.approvals} of {counted(proposal.quorum, "approval")} that{" "}
        {proposal.quorum === 1 ? "is" : "are"} needed
      </p>
      {proposal.reasons.length === 0 ? (
        <p className={style.quiet}>No rule asks for it; whoever proposed it wanted it.</p>
      ) : (
        proposal.reasons.map((reason) => <p key={reason}>{reason}</p>)
      )}
      <Facts
        facts={[
          ["Proposed by", proposal.proposed_by],
          ["Proposed", <Time key="at" at={proposal.proposed_at} />],
          ["Expires", open && <Ago at={proposal.expires_at} />],
          ["Closed by", proposal.closed_by],
          ["Closed", proposal.closed_at && <Time at={proposal.closed_at} />],
          ["Why", proposal.closed_reason],
        ].map(([name, value]) => [String(name), value === false ? null : value] as const)}
      />
      {proposal.votes.map((vote) => (
        <div key={vote.name}>
          <div className={style.row}>
            {vote.choice === "approve" ? (
              <Mark tone="good" icon="check">
                {vote.name} approved
              </Mark>
            ) : (
              <Mark tone="danger" icon="close">
                {vote.name} rejected
              </Mark>
            )}
            <span className={style.quiet}>
              <Time at={vote.at} />
            </span>
          </div>
          {vote.reason && <p>{vote.reason}</p>}
        </div>
      ))}
    </Card>
  );
}
