/** The tabs of administration, and the permission that each takes; without one, everybody's. */
export const TABS = [
  { name: "people", label: "People", needs: "people.read" },
  { name: "roles", label: "Roles", needs: "" },
  { name: "tokens", label: "Tokens", needs: "tokens.read" },
  { name: "servers", label: "Mail servers", needs: "remediations.read" },
  { name: "sources", label: "Sources", needs: "deliveries.read" },
  { name: "lists", label: "Lists", needs: "lists.read" },
  { name: "retention", label: "Retention", needs: "system.read" },
  { name: "health", label: "Health", needs: "system.read" },
] as const;

export type TabName = (typeof TABS)[number]["name"];

/** The tabs that somebody may see. */
export function tabsFor(may: (permission: string) => boolean) {
  return TABS.filter((tab) => tab.needs === "" || may(tab.needs));
}

/** The one to open when none is asked for: what they came for, not what comes first. */
export function firstTab(may: (permission: string) => boolean): TabName {
  if (may("people.read")) return "people";
  return may("deliveries.read") ? "sources" : "roles";
}
