import type { IconName } from "./Icon";
import type { Tone } from "./Mark";

/** How a value of a vocabulary looks everywhere: in tables, charts, chips and timelines. */
export type Look = { tone: Tone; icon: IconName };

const THREATS: Readonly<Record<string, Look>> = {
  malware: { tone: "malware", icon: "bug" },
  phish: { tone: "phish", icon: "hook" },
  spam: { tone: "spam", icon: "mail" },
};

const LOOKS: Readonly<Record<string, Readonly<Record<string, Look>>>> = {
  delivery_action: {
    delivered: { tone: "delivered", icon: "inbox" },
    delivered_to_junk: { tone: "junked", icon: "folder" },
    blocked: { tone: "blocked", icon: "stop" },
    replaced: { tone: "replaced", icon: "swap" },
  },
  threat_type: {
    ...THREATS,
    allow: { tone: "good", icon: "check" },
    block: { tone: "blocked", icon: "stop" },
  },
  verdict: {
    ...THREATS,
    clean: { tone: "clean", icon: "check" },
  },
  judgement: {
    nothing_found: { tone: "clean", icon: "check" },
    no_verdict: { tone: "warn", icon: "clock" },
  },
  location: {
    inbox_folder: { tone: "delivered", icon: "inbox" },
    junk_folder: { tone: "junked", icon: "folder" },
    quarantine: { tone: "blocked", icon: "shield" },
    deleted_items_folder: { tone: "moved", icon: "trash" },
    soft_deleted: { tone: "moved", icon: "trash" },
    hard_deleted: { tone: "moved", icon: "fire" },
    dropped: { tone: "blocked", icon: "stop" },
    failed: { tone: "danger", icon: "warning" },
    on_prem_external: { tone: "quiet", icon: "external" },
    not_in_mailbox: { tone: "unknown", icon: "minus" },
    unknown: { tone: "unknown", icon: "minus" },
  },
  held_state: {
    held: { tone: "blocked", icon: "shield" },
    releasing: { tone: "accent", icon: "clock" },
    released: { tone: "delivered", icon: "inbox" },
    deleted: { tone: "moved", icon: "fire" },
    expired: { tone: "quiet", icon: "clock" },
    lost: { tone: "danger", icon: "warning" },
  },
  click_verdict: {
    allowed: { tone: "delivered", icon: "check" },
    blocked: { tone: "blocked", icon: "stop" },
    block_overridden: { tone: "danger", icon: "warning" },
    pending_verdict: { tone: "series7", icon: "clock" },
    pending_verdict_bypassed: { tone: "warn", icon: "clock" },
    error: { tone: "danger", icon: "warning" },
    failure: { tone: "danger", icon: "warning" },
    none: { tone: "unknown", icon: "minus" },
    allowed_by_policy: { tone: "delivered", icon: "check" },
    blocked_by_policy: { tone: "blocked", icon: "stop" },
    policy_block_overridden: { tone: "danger", icon: "warning" },
  },
  outcome: {
    success: { tone: "good", icon: "check" },
    already_in_destination: { tone: "clean", icon: "check" },
    not_found: { tone: "unknown", icon: "minus" },
    not_actionable: { tone: "quiet", icon: "stop" },
    drifted: { tone: "warn", icon: "swap" },
    on_hold: { tone: "moved", icon: "pause" },
    failed: { tone: "danger", icon: "warning" },
    unknown: { tone: "junked", icon: "more" },
  },
  remediation_state: {
    draft: { tone: "quiet", icon: "copy" },
    pending: { tone: "warn", icon: "clock" },
    approved: { tone: "good", icon: "check" },
    rejected: { tone: "danger", icon: "close" },
    withdrawn: { tone: "quiet", icon: "undo" },
    expired: { tone: "quiet", icon: "clock" },
    queued: { tone: "accent", icon: "clock" },
    in_progress: { tone: "accent", icon: "play" },
    paused: { tone: "warn", icon: "pause" },
    cancelling: { tone: "warn", icon: "stop" },
    completed: { tone: "good", icon: "check" },
    failed: { tone: "danger", icon: "warning" },
    cancelled: { tone: "quiet", icon: "stop" },
  },
  remediation_action: {
    move_to_inbox: { tone: "delivered", icon: "inbox" },
    move_to_junk: { tone: "junked", icon: "folder" },
    move_to_deleted_items: { tone: "moved", icon: "trash" },
    soft_delete: { tone: "moved", icon: "eye" },
    hard_delete: { tone: "blocked", icon: "fire" },
    undo: { tone: "delivered", icon: "undo" },
    restore: { tone: "delivered", icon: "undo" },
  },
  effect: {
    exactly: { tone: "good", icon: "undo" },
    new_copy: { tone: "clean", icon: "copy" },
    never: { tone: "blocked", icon: "fire" },
    unchanged: { tone: "unknown", icon: "check" },
    unknown: { tone: "junked", icon: "more" },
  },
  severity: {
    informational: { tone: "quiet", icon: "minus" },
    low: { tone: "clean", icon: "minus" },
    medium: { tone: "junked", icon: "warning" },
    high: { tone: "danger", icon: "warning" },
  },
  authentication: {
    pass: { tone: "good", icon: "check" },
    fail: { tone: "danger", icon: "close" },
    soft_fail: { tone: "warn", icon: "warning" },
    none: { tone: "unknown", icon: "minus" },
  },
};

const SAME: Readonly<Record<string, string>> = {
  original_delivery_location: "location",
  latest_delivery_location: "location",
  url_threat: "threat_type",
  spf: "authentication",
  dkim: "authentication",
  dmarc: "authentication",
  composite_authentication: "authentication",
};

const PLAIN: Look = { tone: "unknown", icon: "minus" };

/** The look of a field's value, or `undefined` where it has none of its own. */
export function lookOf(field: string, value: string): Look | undefined {
  const vocabulary = LOOKS[SAME[field] ?? field];
  return vocabulary && (vocabulary[value] ?? PLAIN);
}

/** The colours of a chart's series that have none of their own. */
export const SERIES: readonly Tone[] = [
  "series1",
  "series2",
  "series3",
  "series4",
  "series5",
  "series6",
  "series7",
  "series8",
];

/** The colour of a chart's series: its value's own, else that of its place. */
export function seriesTone(field: string, value: string | null, place: number): Tone {
  if (value === null || value === "") return "unknown";
  return lookOf(field, value)?.tone ?? SERIES[place % SERIES.length] ?? "unknown";
}
