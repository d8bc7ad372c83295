import type { RemediationOut } from "~/api/generated";
import type { IconName } from "~/ui/Icon";

import type { State } from "./words";

export type VerbName =
  | "approve"
  | "reject"
  | "start"
  | "propose"
  | "withdraw"
  | "break-glass"
  | "pause"
  | "resume"
  | "cancel"
  | "retry"
  | "undo";

/** Something that can be done with a remediation; `why` says why not now, or not by this person. */
export type Verb = { name: VerbName; says: string; icon: IconName; why?: string | undefined };

/** Whoever looks, as far as verbs ask. */
export type Looker = {
  may: (permission: string) => boolean;
  /** Why they may not decide on the proposal; empty when they may. */
  voteRefused: string;
  /** Why they may not start it, whoever agrees; empty when they may. */
  startRefused: string;
  /** Why they may not start it without the others; empty when they may. */
  glassRefused: string;
  /** How many others must agree. */
  quorum: number;
};

const RUNNING: ReadonlySet<State> = new Set(["queued", "in_progress", "paused", "cancelling"]);
const OVER: ReadonlySet<State> = new Set(["completed", "failed", "cancelled"]);
const MISSING: Readonly<Record<string, string>> = {
  "remediate.start": "Your role does not start or stop remediations.",
  "remediate.undo": "Your role does not undo remediations.",
  "remediate.approve": "Your role does not approve remediations.",
  "remediate.propose": "Your role does not propose remediations.",
};

function lacking(looker: Looker, permission: string): string | undefined {
  return looker.may(permission) ? undefined : MISSING[permission];
}

/** The verbs that belong to the state a remediation is in, the main one first. */
export function verbsFor(one: RemediationOut, looker: Looker): Verb[] {
  const { state } = one;
  if (state === "draft") return draft(looker);
  if (state === "pending") return pending(looker);
  if (state === "approved") return approved(looker);
  if (RUNNING.has(state)) return running(one, looker);
  return OVER.has(state) ? over(one, looker) : [];
}

function draft(looker: Looker): Verb[] {
  const needs = looker.quorum > 0 ? "It needs the approval of others: propose it." : undefined;
  const refused = looker.startRefused || needs;
  const alone = lacking(looker, "remediate.start") ?? lacking(looker, "remediate.approve");
  const glass: Verb = {
    name: "break-glass",
    says: "Break glass",
    icon: "warning",
    why: alone ?? (looker.startRefused || looker.glassRefused || undefined),
  };
  return [
    {
      name: "start",
      says: "Start",
      icon: "play",
      why: lacking(looker, "remediate.start") ?? refused,
    },
    {
      name: "propose",
      says: "Propose to others",
      icon: "people",
      why: lacking(looker, "remediate.propose"),
    },
    // A proposal that others decide on cannot be taken from them.
    ...(needs ? [glass] : []),
    { name: "cancel", says: "Discard", icon: "close", why: lacking(looker, "remediate.start") },
  ];
}

function pending(looker: Looker): Verb[] {
  const vote = lacking(looker, "remediate.approve") ?? (looker.voteRefused || undefined);
  return [
    { name: "approve", says: "Approve", icon: "check", why: vote },
    { name: "reject", says: "Reject", icon: "close", why: vote },
    { name: "withdraw", says: "Withdraw", icon: "undo" },
  ];
}

function approved(looker: Looker): Verb[] {
  const why = lacking(looker, "remediate.start") ?? (looker.startRefused || undefined);
  return [
    { name: "start", says: "Start", icon: "play", why },
    { name: "withdraw", says: "Withdraw", icon: "undo" },
  ];
}

function running(one: RemediationOut, looker: Looker): Verb[] {
  const why = lacking(looker, "remediate.start");
  const stopping = one.state === "cancelling" ? "It is being cancelled already." : undefined;
  const going: Verb =
    one.state === "paused"
      ? { name: "resume", says: "Resume", icon: "play", why }
      : { name: "pause", says: "Pause", icon: "pause", why: why ?? stopping };
  return [going, { name: "cancel", says: "Cancel", icon: "stop", why: why ?? stopping }];
}

function over(one: RemediationOut, looker: Looker): Verb[] {
  const { outcomes } = one.counts;
  const moved = outcomes.success ?? 0;
  const retryable = (outcomes.failed ?? 0) + (outcomes.unknown ?? 0);
  return [
    {
      name: "undo",
      says: "Undo",
      icon: "undo",
      why: lacking(looker, "remediate.undo") ?? cannotUndo(one, moved),
    },
    {
      name: "retry",
      says: "Retry failures",
      icon: "play",
      why:
        lacking(looker, "remediate.start") ??
        (retryable === 0 ? "Nothing failed or stayed unknown." : undefined),
    },
  ];
}

function cannotUndo(one: RemediationOut, moved: number): string | undefined {
  if (moved === 0) return "It moved nothing, so there is nothing to put back.";
  if (one.undo_of === null && one.action === "hard_delete" && one.escrow_days === 0) {
    return "What was deleted for good cannot be brought back: no sealed copies were kept.";
  }
  return undefined;
}
