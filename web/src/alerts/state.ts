import type {
  AlertListData,
  AlertCategory as Category,
  AlertSeverity as Severity,
  AlertStatus as Status,
} from "~/api/generated";
import { oneOf, text, type Search } from "~/shell/search";
import { worded } from "~/ui/words";

type Asked = NonNullable<AlertListData["query"]>;

export type { Status };

/** What there is to see of alerts. */
export const TABS = [
  { name: "alerts", label: "Alerts" },
  { name: "policies", label: "Policies" },
  { name: "channels", label: "Channels" },
] as const;

export const SEVERITIES = ["high", "medium", "low", "informational"] as const;
export const STATUSES = ["new", "in_progress", "resolved", "dismissed"] as const;
export const CATEGORIES = [
  "threat_management",
  "mail_flow",
  "permissions",
  "data_loss_prevention",
  "information_governance",
  "others",
] as const;

/** Words for each of some values, to choose from. */
export function choicesOf<Value extends string>(values: readonly Value[]) {
  return values.map((value) => ({ value, label: worded(value) }));
}

/** Which alerts are shown. Without a status it is those that somebody has still to see to. */
export type Alerts = {
  tab?: (typeof TABS)[number]["name"] | undefined;
  status?: Status | "open" | "all" | undefined;
  severity?: Severity | undefined;
  category?: Category | undefined;
  policy?: string | undefined;
  assignee?: "me" | "nobody" | undefined;
  since?: string | undefined;
  until?: string | undefined;
};

export function readAlerts(search: Search): Alerts {
  return {
    tab: oneOf(
      search,
      "tab",
      TABS.map((one) => one.name),
    ),
    status: oneOf(search, "status", [...STATUSES, "open", "all"] as const),
    severity: oneOf(search, "severity", SEVERITIES),
    category: oneOf(search, "category", CATEGORIES),
    policy: text(search, "policy"),
    assignee: oneOf(search, "assignee", ["me", "nobody"] as const),
    since: text(search, "since"),
    until: text(search, "until"),
  };
}

const OPEN: Status[] = ["new", "in_progress"];

function statusesOf(status: Alerts["status"]): Status[] | undefined {
  if (status === "all") return undefined;
  return status === undefined || status === "open" ? OPEN : [status];
}

/** What is asked of the API. */
export function askedOf(alerts: Alerts): Asked {
  const { status, severity, category, policy, assignee, since, until } = alerts;
  const asked = {
    status: statusesOf(status),
    severity: severity && [severity],
    category: category && [category],
    policy: policy === undefined ? undefined : [policy],
    assignee: assignee === "nobody" ? "" : assignee,
    since,
    until,
  };
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
}

/** Whether anything but the usual is asked for. */
export const isNarrowed = (alerts: Alerts): boolean =>
  Object.entries(alerts).some(([name, value]) => name !== "tab" && value !== undefined);
