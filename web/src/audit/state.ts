import { text, type Search } from "~/shell/search";

export type Audit = { action?: string | undefined; who?: string | undefined };

export function readAudit(search: Search): Audit {
  return { action: text(search, "action"), who: text(search, "who") };
}
