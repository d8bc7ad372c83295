import type { Action, Operation, Outcome, RemediationOut, Severity } from "~/api/generated";
import { Badge, Mark } from "~/ui/Mark";
import { lookOf } from "~/ui/tones";
import { counted, worded } from "~/ui/words";

import { actionName, OUTCOMES, STATES, type State } from "./words";

/** An action with its icon, in its colour. */
export function ActionMark({ action }: { action: Action | Operation }) {
  const look = lookOf("remediation_action", action);
  return look ? (
    <Mark tone={look.tone} icon={look.icon}>
      {actionName(action)}
    </Mark>
  ) : null;
}

/** How one delivery ended; nothing for one that is still to do. */
export function OutcomeMark({ outcome }: { outcome: Outcome | null }) {
  if (outcome === null) {
    return (
      <Mark tone="quiet" icon="clock">
        Still to do
      </Mark>
    );
  }
  const look = lookOf("outcome", outcome);
  return look ? (
    <Mark tone={look.tone} icon={look.icon}>
      {OUTCOMES[outcome]}
    </Mark>
  ) : null;
}

/** How far a remediation is. */
export function StateBadge({ state }: { state: State }) {
  const look = lookOf("remediation_state", state);
  return look ? (
    <Badge tone={look.tone} icon={look.icon}>
      {STATES[state]}
    </Badge>
  ) : null;
}

/** How bad the threat is. */
export function SeverityBadge({ severity }: { severity: Severity }) {
  const look = lookOf("severity", severity);
  return look ? <Badge tone={look.tone}>{worded(severity)} severity</Badge> : null;
}

/** What a remediation does: its action, or that it takes another one back. */
export function DeedMark({ remediation }: { remediation: RemediationOut }) {
  return <ActionMark action={remediation.undo_of === null ? remediation.action : "undo"} />;
}

/** What a remediation is: how far, how bad, and what it does. */
export function Gist({ remediation }: { remediation: RemediationOut }) {
  return (
    <>
      <StateBadge state={remediation.state} />
      <SeverityBadge severity={remediation.severity} />
      <DeedMark remediation={remediation} />
    </>
  );
}

/** How much a remediation touches. */
export function Touched({ remediation }: { remediation: RemediationOut }) {
  return (
    <span>
      {counted(remediation.deliveries, "delivery", "deliveries")} in{" "}
      {counted(remediation.mailboxes, "mailbox", "mailboxes")}
    </span>
  );
}
