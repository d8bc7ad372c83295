import type { AuditExportData } from "~/api/generated";
import { oneOf, text, type Search } from "~/shell/search";

const RESULTS = ["done", "denied", "failed"] as const;

/** Which entries are shown, as the API takes it, and which of them is open. */
export type Audit = {
  person?: string | undefined;
  actor?: string | undefined;
  action?: string | undefined;
  subject?: string | undefined;
  result?: (typeof RESULTS)[number] | undefined;
  since?: string | undefined;
  until?: string | undefined;
  text?: string | undefined;
  entry?: string | undefined;
};

export function readAudit(search: Search): Audit {
  return {
    person: text(search, "person"),
    actor: text(search, "actor"),
    action: text(search, "action"),
    subject: text(search, "subject"),
    result: oneOf(search, "result", RESULTS),
    since: text(search, "since"),
    until: text(search, "until"),
    text: text(search, "text"),
    entry: text(search, "entry"),
  };
}

/** What is asked of the API: all but which entry is open. */
export function askedOf(audit: Audit) {
  const said = Object.entries(audit).filter(
    ([name, value]) => name !== "entry" && value !== undefined,
  );
  return Object.fromEntries(said) as Omit<Audit, "entry">;
}

/** What a file of the trail can be, as the API has it. */
export type Format = AuditExportData["query"]["format"];

/** The address of a file with all that is asked for. */
export function exportOf(audit: Audit, format: Format): string {
  const query = new URLSearchParams({ ...askedOf(audit), format } as Record<string, string>);
  return `/api/v1/audit/export?${query}`;
}
