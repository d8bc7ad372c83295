import type {
  Action,
  Effect,
  Operation,
  Outcome,
  Pointless,
  RemediationOut,
} from "~/api/generated";
import { counted } from "~/ui/words";

/** How far a remediation is. */
export type State = RemediationOut["state"];

/** In the order in which they go further. */
export const ACTIONS: readonly Action[] = [
  "move_to_junk",
  "move_to_deleted_items",
  "soft_delete",
  "hard_delete",
  "move_to_inbox",
];

const NAMES: Readonly<Record<string, string>> = {
  move_to_inbox: "Move to Inbox",
  move_to_junk: "Move to Junk folder",
  move_to_deleted_items: "Move to Deleted Items",
  soft_delete: "Soft delete",
  hard_delete: "Hard delete",
  undo: "Undo",
  restore: "Restore from escrow",
};

/** What an action does to mail, in a line. */
export const MEANINGS: Readonly<Record<Action, string>> = {
  move_to_junk: "Its owner finds it among junk.",
  move_to_deleted_items: "Its owner finds it among deleted mail.",
  soft_delete: "Its owner does not see it any more; it can be brought back.",
  hard_delete: "It is gone from the mailbox for good.",
  move_to_inbox: "Its owner has it in the inbox again.",
};

/** An action or operation by name. */
export function actionName(operation: Action | Operation): string {
  return NAMES[operation] ?? operation;
}

const MANY = (count: number) => counted(count, "delivery", "deliveries");

const DEEDS: Readonly<Record<Action, (count: number) => string>> = {
  move_to_inbox: (count) => `Move ${MANY(count)} to the inbox`,
  move_to_junk: (count) => `Move ${MANY(count)} to junk`,
  move_to_deleted_items: (count) => `Move ${MANY(count)} to deleted items`,
  soft_delete: (count) => `Soft delete ${MANY(count)}`,
  hard_delete: (count) => `Hard delete ${MANY(count)}`,
};

/** What pressing the button will do: "Soft delete 66 deliveries". */
export function deed(action: Action, count: number): string {
  return DEEDS[action](count);
}

export const OUTCOMES: Readonly<Record<Outcome, string>> = {
  success: "Success",
  already_in_destination: "Already in destination",
  not_found: "Not found in mailbox",
  not_actionable: "Not actionable",
  drifted: "Drifted",
  on_hold: "On hold",
  failed: "Failed",
  unknown: "Unknown",
};

export const STATES: Readonly<Record<State, string>> = {
  draft: "Draft",
  pending: "Pending",
  approved: "Approved",
  rejected: "Rejected",
  withdrawn: "Withdrawn",
  expired: "Expired",
  queued: "Queued",
  in_progress: "In progress",
  paused: "Paused",
  cancelling: "Cancelling",
  completed: "Completed",
  failed: "Failed",
  cancelled: "Cancelled",
};

export const EFFECTS: Readonly<Record<Effect, string>> = {
  exactly: "Can be undone exactly",
  new_copy: "Can be undone as a new copy",
  never: "Cannot be undone",
  unchanged: "Is there already",
  unknown: "The mail server does not say",
};

const POINTLESS: Readonly<Record<Pointless, string>> = {
  no_server: "no mail server of ours holds the mailbox",
  never_delivered: "never delivered into a mailbox",
  quarantined: "in quarantine, to be released or deleted there",
  deleted_for_good: "deleted for good",
  would_show_again: "soft deleted, and its owner would see it again",
  already_there: "there already",
  gone: "not in the mailbox when somebody last looked",
};

/** "9 there already; 2 in quarantine, …": why an action makes no sense for some. */
export function whyPointless(pointless: Readonly<Partial<Record<Pointless, number>>>): string {
  return Object.entries(POINTLESS)
    .flatMap(([reason, words]) => {
      const count = new Map(Object.entries(pointless)).get(reason) ?? 0;
      return count > 0 ? [`${count.toLocaleString("en")} ${words}`] : [];
    })
    .join("; ");
}
