import { queryOptions } from "@tanstack/react-query";

import { roleList, type Permission, type RoleOut, type ScopeShape } from "~/api/generated";
import { worded } from "~/ui/words";

/** What each permission lets people do, in words. */
const WORDS: Readonly<Record<Permission, string>> = {
  "deliveries.read": "Find deliveries",
  "content.read": "Read mail bodies",
  import: "Bring mail in",
  "lists.read": "See lists",
  "lists.write": "Keep lists",
  "queries.write": "Save queries",
  "mail.judge": "Judge delivered mail again",
  "submissions.read": "See submissions",
  "submissions.write": "Submit mail, URLs and files",
  "remediations.read": "See remediations",
  "remediate.draft": "Draft remediations",
  "remediate.propose": "Propose remediations",
  "remediate.start": "Start and stop remediations",
  "remediate.undo": "Undo remediations",
  "remediate.approve": "Approve remediations of others",
  "account.own": "Keep an account of one's own",
  "people.read": "See people",
  "people.manage": "Make and change accounts",
  "tokens.read": "See tokens",
  "tokens.manage": "Give out and revoke tokens",
  "audit.read": "Read the audit trail",
  "system.read": "See how the server does",
  "mail_servers.test": "Try mail servers",
  "retention.manage": "Forget old data now",
  "model.manage": "Teach the site model",
  "links.manage": "Say whose links are protected",
  "alerts.read": "See alerts",
  "alerts.handle": "See to alerts",
  "alerts.manage": "Say what makes an alert",
  "held_mail.release": "Release held mail",
  "clicks.record": "Hand over clicks",
};

/** What takes a person, and what no token that dies with an account may outlive. */
export const NEVER_IN_A_TOKEN: readonly Permission[] = ["remediate.approve", "account.own"];
export const NEVER_IN_AN_OWN_TOKEN: readonly Permission[] = [
  ...NEVER_IN_A_TOKEN,
  "people.manage",
  "tokens.manage",
  "retention.manage",
];

/** A permission for a person. */
export const permissionSaid = (permission: string): string =>
  (WORDS as Readonly<Record<string, string>>)[permission] ?? permission;

/** Every role with what it may do; it changes with a release alone. */
export const rolesQuery = queryOptions({
  queryKey: ["roles"],
  queryFn: async ({ signal }): Promise<readonly RoleOut[]> => {
    const { data } = await roleList({ signal });
    return data?.items ?? [];
  },
  staleTime: Infinity,
});

/** "Approver, Administrator": roles as people call them. */
export function rolesSaid(roles: readonly string[]): string {
  return roles.map((role) => (role === "admin" ? "Administrator" : worded(role))).join(", ");
}

/** Whom a scope covers, in words. */
export function scopeSaid({ domains = [], tags = [] }: ScopeShape): string {
  if (domains.length + tags.length === 0) return "Everybody";
  return [...domains, ...tags.map((tag) => `tag ${tag}`)].join(", ");
}

/** "Your role … It takes …, which … have": why something is closed, and whom to ask. */
export function forbiddenSaid(permission: string, roles: readonly RoleOut[]): string {
  const able = roles
    .filter((role) => (role.permissions as readonly string[]).includes(permission))
    .map((role) => role.label);
  const what = `This takes the permission “${permissionSaid(permission)}”.`;
  if (able.length === 0) return what;
  const said = new Intl.ListFormat("en", { type: "disjunction" }).format(able);
  return `${what} Ask an administrator for the role ${said}.`;
}
