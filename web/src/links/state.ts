import { text, type Search } from "~/shell/search";

export type Trace = { url?: string | undefined };

export function readTrace(search: Search): Trace {
  return { url: text(search, "url") };
}
