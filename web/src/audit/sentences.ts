import type { AuditEntryOut } from "~/api/generated";
import { worded } from "~/ui/words";

/** What somebody did, as it goes on after their name; `…` is where the thing stands. */
const DID: Readonly<Record<string, string>> = {
  "session.sign_in": "signed in",
  "session.sign_out": "signed out",
  "session.step_up": "proved again who they are",
  "session.revoke": "ended sessions of …",
  "session.slow": "guessed too often, and had to wait",
  "person.create": "made the account of …",
  "person.set_up": "followed a setup link and set a password",
  "person.edit": "changed the account of …",
  "person.disable": "shut out …",
  "person.enable": "let in … again",
  "person.reset_link": "made a new setup link for …",
  "password.change": "set another password",
  "factor.add": "added a second factor",
  "factor.rename": "gave a passkey another name",
  "factor.remove": "removed a second factor",
  "factor.renew": "made new recovery codes",
  "token.create": "made …",
  "token.revoke": "revoked …",
  "request.deny": "asked for what their role does not allow",
  "server.test": "tried …",
  "list.put": "kept …",
  "list.delete": "deleted …",
  "query.create": "saved …",
  "query.edit": "changed …",
  "query.delete": "forgot …",
  "query.track": "has … counted from now on",
  "query.untrack": "has … counted no more",
  "query.stop": "stopped counting …",
  "query.forget": "cleared the filters they ran",
  "mail.import": "brought mail in",
  "delivery.judge": "judged delivered mail again",
  "delivery.export": "took deliveries away in a file",
  "message.export": "took the timeline of … away",
  "export.start": "began …",
  "export.cancel": "stopped …",
  "export.delete": "deleted …",
  "export.download": "took the file of … away",
  "model.train": "had the site model learn anew",
  "quarantine.release": "released …",
  "quarantine.delete": "deleted …",
  "quarantine.expire": "forgot …: it was kept long enough",
  "quarantine.mend": "found … broken off or gone",
  "retention.run": "had old data forgotten",
  "retention.forget": "forgot what was kept long enough",
  "remediation.export": "took users or items of … away",
  "audit.export": "took the audit trail away",
  "content.preview": "looked at …",
  "content.download": "took … away",
  "content.download_attachment": "took an attachment of … away",
  "remediation.draft": "froze … as a draft",
  "remediation.edit": "changed the draft …",
  "remediation.propose": "asked others to approve …",
  "remediation.approve": "approved …",
  "remediation.reject": "rejected …",
  "remediation.withdraw": "took the proposal … back",
  "remediation.expire": "let … fall: nobody decided in time",
  "remediation.remind": "reminded that … will expire",
  "remediation.start": "started …",
  "remediation.pause": "paused …",
  "remediation.trip": "paused …: too much went wrong",
  "remediation.resume": "let … go on",
  "remediation.cancel": "cancelled …",
  "remediation.retry": "began the rest of … again",
  "remediation.deny": "tried what they may not do with …",
  "container.open": "opened …",
  "container.add": "added something to …",
  "container.remove": "took a part out of …",
  "container.discard": "threw … away",
  "container.propose": "made … a remediation",
};

/** What is done to one kind of thing, for the filter. */
export const KINDS = [
  { value: "", label: "Everything" },
  { value: "session.*", label: "Signing in and out" },
  { value: "person.*", label: "Accounts" },
  { value: "factor.*", label: "Second factors" },
  { value: "token.*", label: "Tokens" },
  { value: "request.deny", label: "Refusals" },
  { value: "content.*", label: "Looks at mail" },
  { value: "remediation.*", label: "Remediations" },
  { value: "container.*", label: "Containers" },
  { value: "delivery.export", label: "Deliveries taken away" },
  { value: "export.*", label: "Exports" },
  { value: "list.*", label: "Lists" },
  { value: "query.*", label: "Saved queries" },
  { value: "server.test", label: "Mail servers tried" },
  { value: "mail.import", label: "Imports" },
  { value: "delivery.judge", label: "Mail judged again" },
  { value: "model.*", label: "Site model" },
  { value: "quarantine.*", label: "Quarantine" },
  { value: "retention.*", label: "Retention" },
  { value: "audit.export", label: "Trail taken away" },
] as const;

const NOT: Readonly<Record<string, string>> = {
  "session.sign_in": "could not sign in",
  "session.step_up": "could not prove who they are",
  "quarantine.release": "could not release …",
  "content.preview": "wanted to look at …",
  "content.download": "wanted to take … away",
  "content.download_attachment": "wanted to take an attachment of … away",
};

/** What was done, in two halves around the thing it was done to; `thing` is false without one. */
export function didIn(entry: Pick<AuditEntryOut, "action" | "result">): {
  before: string;
  thing: boolean;
  after: string;
} {
  const said =
    (entry.result === "done" ? undefined : NOT[entry.action]) ??
    DID[entry.action] ??
    `${worded(entry.action.replace(".", ": "))} …`;
  const [before = "", after] = said.split("…");
  return { before: before.trim(), thing: after !== undefined, after: after?.trim() ?? "" };
}

/** Kind and id of the thing: `remediation:R-1` is `["remediation", "R-1"]`. */
export function thingOf(subject: string): readonly [kind: string, id: string] {
  const at = subject.indexOf(":");
  return at < 0 ? ["", subject] : [subject.slice(0, at), subject.slice(at + 1)];
}
