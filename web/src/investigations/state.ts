import type { RootKind } from "~/api/generated";
import { oneOf, text, type Search } from "~/shell/search";

/** What an investigation can begin with. */
export const KINDS: readonly { value: RootKind; label: string }[] = [
  { value: "message", label: "Message" },
  { value: "sender", label: "Sender" },
  { value: "recipient", label: "Recipient" },
  { value: "url", label: "URL" },
  { value: "alert", label: "Alert" },
  { value: "click", label: "Click" },
];

/** Which one is about to begin, as another page says it. */
export type Investigations = { begin?: RootKind | undefined; value?: string | undefined };

export function readInvestigations(search: Search): Investigations {
  const kinds = KINDS.map((one) => one.value);
  return { begin: oneOf(search, "begin", kinds), value: text(search, "value") };
}

/** What there is to see of an investigation. */
export const TABS = [
  { name: "graph", label: "Graph" },
  { name: "clusters", label: "Email clusters" },
  { name: "evidence", label: "Evidence" },
  { name: "entities", label: "Entities" },
  { name: "actions", label: "Actions" },
  { name: "log", label: "Log" },
] as const;

export type OneInvestigation = { tab?: (typeof TABS)[number]["name"] | undefined };

export function readInvestigation(search: Search): OneInvestigation {
  return {
    tab: oneOf(
      search,
      "tab",
      TABS.map((one) => one.name),
    ),
  };
}
