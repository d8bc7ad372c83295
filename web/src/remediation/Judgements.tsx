import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import type { JudgementOut } from "~/api/generated";
import {
  judgementListOptions,
  purgePolicyOptions,
} from "~/api/generated/@tanstack/react-query.gen";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { Ago } from "~/shell/Time";
import { Badge, Mark } from "~/ui/Mark";
import { Empty, Waiting } from "~/ui/Notice";
import { Card } from "~/ui/Page";
import { lookOf } from "~/ui/tones";
import { counted, worded } from "~/ui/words";

import { Inquiries } from "./Inquiries";
import { followsFrom, standingOf, VERDICTS } from "./judging";
import style from "./Remediation.module.css";

const SHOWN = 100;

/** What was judged again after delivery, by whom or because of what, and what followed. */
export function Judgements() {
  const found = useQuery(judgementListOptions({ query: { limit: SHOWN } }));
  if (found.error)
    return <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Waiting what="judgements" />;
  return (
    <div className={style.list}>
      <Follows />
      <Inquiries />
      {found.data.items.length === 0 && (
        <Empty icon="shield" title="Nothing has been judged again">
          <p>
            Choose deliveries in <Link to="/explore">Explore</Link> and judge them, or let a block
            list grow: what its new entries name is judged by itself.
          </p>
        </Empty>
      )}
      {found.data.items.map((one) => (
        <One key={one.id} made={one} />
      ))}
      {found.data.next && <p className={style.quiet}>The newest hundred are shown.</p>}
    </div>
  );
}

function Follows() {
  const { data: policy } = useQuery(purgePolicyOptions());
  if (!policy) return null;
  return (
    <details>
      <summary>What follows by policy</summary>
      <ul>
        {VERDICTS.map(({ value, label }) => (
          <li key={value}>
            <strong>{label}.</strong> {followsFrom(policy, value)}
          </li>
        ))}
        <li>
          A list that grows judges mail of the last {counted(policy.look_back_hours, "hour")}.
        </li>
      </ul>
    </details>
  );
}

function One({ made }: { made: JudgementOut }) {
  const look = lookOf("verdict", made.verdict);
  const failed = made.state === "failed";
  return (
    <Card>
      <div className={style.between}>
        <div className={style.lines}>
          <div className={style.row}>
            {look && (
              <Mark tone={look.tone} icon={look.icon}>
                {worded(made.verdict)}
              </Mark>
            )}
            <strong>{counted(made.deliveries, "delivery", "deliveries")}</strong>
            <Badge tone={failed ? "danger" : made.state === "judging" ? "accent" : "quiet"}>
              {standingOf(made)}
            </Badge>
          </div>
          <span>{made.reason}</span>
          <span className={style.quiet}>
            {made.by_name}, <Ago at={made.at} />
          </span>
        </div>
        <div className={style.row}>
          {made.remediation && (
            <Link to="/actions/$remediationId" params={{ remediationId: made.remediation }}>
              What was done
            </Link>
          )}
          <Link
            to="/explore"
            search={{
              filter: made.filter,
              since: made.since ?? "all",
              until: made.until ?? undefined,
            }}
          >
            Show the mail
          </Link>
        </div>
      </div>
      <code className={style.filter}>{made.filter}</code>
      {made.trouble && <p className={style.quiet}>{made.trouble}</p>}
    </Card>
  );
}
