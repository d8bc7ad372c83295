import type { AlertPolicyIn, AlertPolicyOut, SignalKind, TriggerKind } from "~/api/generated";

/** What a policy can go by beside mail that comes in, in the words of the list of policies. */
export const SIGNALS: readonly { value: SignalKind; label: string }[] = [
  { value: "user_reported", label: "A recipient reported a mail" },
  { value: "malicious_click", label: "Somebody clicked a bad link, or one that turned bad" },
  { value: "click_through", label: "Somebody went on to a link past a warning" },
  { value: "removed_after_delivery", label: "A purge removed delivered mail" },
  { value: "not_removed_after_delivery", label: "A purge did not remove delivered mail" },
  { value: "judged_bad_after_delivery", label: "Delivered mail was found to be bad" },
  { value: "campaign_turned", label: "A campaign turned bad" },
  { value: "remediation_by_hand", label: "Somebody started a remediation" },
  { value: "remediation_paused", label: "A remediation paused itself" },
  { value: "investigation_by_hand", label: "Somebody began an investigation" },
  { value: "held_mail_released", label: "Somebody released held mail" },
  { value: "link_allowed", label: "Somebody let a link through at the click" },
  { value: "entry_expiring", label: "What blocks or allows will expire" },
  { value: "entry_removed", label: "Somebody deleted what blocks or allows" },
  { value: "sign_in_guessed", label: "Somebody guessed too often at a sign-in" },
  { value: "source_down", label: "A source of mail has a trouble" },
];

export const TRIGGERS: readonly { value: TriggerKind; label: string }[] = [
  { value: "each", label: "Each time" },
  { value: "threshold", label: "When there are many in a while" },
  { value: "unusual", label: "When there are more than is usual" },
];

export const APART = [
  "sender_address",
  "sender_domain",
  "sender_ip",
  "recipient",
  "recipient_domain",
  "subject",
  "campaign_id",
] as const;

/** A policy as it is sent: what it is, without what the server tells of it. */
export function wishOf(policy: AlertPolicyOut): AlertPolicyIn {
  const { name, description, condition, trigger, severity } = policy;
  const { category, notify, enabled, folds } = policy;
  return {
    name,
    description,
    condition,
    trigger,
    severity,
    category,
    notify,
    enabled,
    folds,
  };
}

export const BLANK: AlertPolicyIn = {
  name: "",
  description: "",
  condition: { filter: "", signal: null, query: "" },
  trigger: { kind: "each", count: 10, minutes: 60, by: "" },
  severity: "medium",
  category: "threat_management",
  notify: [],
  enabled: true,
  folds: true,
};

/** Why a policy cannot be kept yet. */
export function missing({ name, condition, trigger }: AlertPolicyIn): string | undefined {
  if (name.trim() === "") return "Give it a name.";
  if (!condition.filter && !condition.signal && !condition.query) return "Say what it finds.";
  if (trigger?.kind === "threshold" && !((trigger.count ?? 0) >= 1)) return "Say how many.";
  return undefined;
}
