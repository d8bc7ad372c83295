import {
  remediationApprove,
  remediationBreakGlass,
  remediationCancel,
  remediationPause,
  remediationPropose,
  remediationReject,
  remediationResume,
  remediationRetry,
  remediationStart,
  remediationUndo,
  remediationWithdraw,
  type RemediationOut,
} from "~/api/generated";

import type { VerbName } from "./verbs";

/** What was filled in before a verb is carried out; what does not `start` waits for others. */
export type Said = { reason: string; start: boolean };

/** Carries a verb out; gives the remediation that came of it, which for an undo is a new one. */
export async function act(
  verb: VerbName,
  { id, plan_hash }: Pick<RemediationOut, "id" | "plan_hash">,
  { reason, start }: Said,
): Promise<RemediationOut | undefined> {
  const path = { remediation_id: id };
  const why = { path, body: { reason } };
  const deeds: Record<VerbName, () => Promise<{ data?: RemediationOut | undefined }>> = {
    approve: () => remediationApprove({ path, body: { plan_hash, reason, start } }),
    reject: () => remediationReject(why),
    withdraw: () => remediationWithdraw(why),
    "break-glass": () => remediationBreakGlass(why),
    start: () => remediationStart({ path }),
    propose: () => remediationPropose({ path }),
    pause: () => remediationPause({ path }),
    resume: () => remediationResume({ path }),
    cancel: () => remediationCancel({ path }),
    retry: () => remediationRetry({ path }),
    undo: () => remediationUndo({ path, body: { propose: !start } }),
  };
  return (await deeds[verb]()).data;
}
