import type { Action, Outcome, RemediationOut, Severity } from "~/api/generated";
import { oneOf, text, type Search } from "~/shell/search";

import type { Choice } from "./choice";
import { ACTIONS, OUTCOMES, type State } from "./words";

export const TABS = ["pending", "running", "history", "containers", "judgements"] as const;
export type Tab = (typeof TABS)[number];

type Source = RemediationOut["source"];

/** How a remediation can have ended, from the best on. */
export const ENDS = [
  "completed",
  "failed",
  "cancelled",
  "rejected",
  "withdrawn",
  "expired",
] as const satisfies readonly State[];
export const SEVERITIES: readonly Severity[] = ["low", "medium", "high"];
export const SOURCES: readonly Source[] = [
  "manual",
  "investigation",
  "alert",
  "purge",
  "undo",
  "submission",
];

/** What the action centre shows is said by its address. */
export type Actions = {
  tab?: Tab | undefined;
  state?: (typeof ENDS)[number] | undefined;
  action?: Action | undefined;
  source?: Source | undefined;
  severity?: Severity | undefined;
  /** Who made it. */
  by?: string | undefined;
  proposed?: string | undefined;
  approved?: string | undefined;
  /** Who approved, rejected or started it. */
  decided?: string | undefined;
  text?: string | undefined;
  /** Made then or later, and before: days, moments, or told from now. */
  from?: string | undefined;
  before?: string | undefined;
  /** Containers that were proposed or discarded, in place of the open ones. */
  closed?: "yes" | undefined;
  /** A filter whose deliveries are to be remediated: how other pages lead to the panel. */
  remediate?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
};

export function readActions(search: Search): Actions {
  return {
    tab: oneOf(search, "tab", TABS),
    state: oneOf(search, "state", ENDS),
    action: oneOf(search, "action", ACTIONS),
    source: oneOf(search, "source", SOURCES),
    severity: oneOf(search, "severity", SEVERITIES),
    by: text(search, "by"),
    proposed: text(search, "proposed"),
    approved: text(search, "approved"),
    decided: text(search, "decided"),
    text: text(search, "text"),
    from: text(search, "from"),
    before: text(search, "before"),
    closed: oneOf(search, "closed", ["yes"] as const),
    remediate: text(search, "remediate"),
    since: text(search, "since"),
    until: text(search, "until"),
  };
}

/** The choice that an address asks to remediate, if it does. */
export function choiceOf({ remediate, since, until }: Actions): Choice | undefined {
  if (!remediate) return undefined;
  return { kind: "filter", filter: remediate, since, until, excluded: [], count: 0 };
}

/** What the page of one remediation shows besides. */
export type One = { outcome?: Outcome | undefined };

export function readOne(search: Search): One {
  const outcomes = Object.keys(OUTCOMES) as Outcome[];
  return { outcome: oneOf(search, "outcome", outcomes) };
}

/** What narrows the history, as the API takes it; what is not asked for is left out. */
export function narrowingOf(actions: Actions) {
  const { state, action, source, severity, by, proposed, approved, decided, text: words } = actions;
  const { from, before } = actions;
  return {
    ...(state ? { state } : {}),
    ...(action ? { action } : {}),
    ...(source ? { source } : {}),
    ...(severity ? { severity } : {}),
    ...(by ? { created_by: by } : {}),
    ...(proposed ? { proposed_by: proposed } : {}),
    ...(approved ? { approved_by: approved } : {}),
    ...(decided ? { decided_by: decided } : {}),
    ...(words ? { text: words } : {}),
    ...(from ? { since: from } : {}),
    ...(before ? { until: before } : {}),
  };
}

/** Whether any filter of the history is set. */
export function isNarrowed(actions: Actions): boolean {
  return Object.keys(narrowingOf(actions)).length > 0;
}
