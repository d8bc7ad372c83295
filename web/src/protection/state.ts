import { oneOf, text, type Search } from "~/shell/search";

/** What there is to see of protected links. */
export const TABS = [
  { name: "clicks", label: "Clicks", needs: "deliveries.read" },
  { name: "rules", label: "Policies", needs: "lists.read" },
  { name: "spared", label: "Do not rewrite", needs: "lists.read" },
] as const;

type TabName = (typeof TABS)[number]["name"];

/** Which tab is open, and which clicks are shown. */
export type Protection = {
  tab?: TabName | undefined;
  filter?: string | undefined;
};

export function readProtection(search: Search): Protection {
  return {
    tab: oneOf(
      search,
      "tab",
      TABS.map((one) => one.name),
    ),
    filter: text(search, "filter"),
  };
}

/** A list moved by one place. */
export function moved<One>(list: readonly One[], at: number, by: -1 | 1): One[] {
  const there = at + by;
  const one = list[at];
  if (one === undefined || there < 0 || there >= list.length) return [...list];
  const rest = list.filter((_, place) => place !== at);
  return [...rest.slice(0, there), one, ...rest.slice(there)];
}

/** Names as people write them, one a line or with commas between. */
export function entriesOf(written: string): string[] {
  return written
    .split(/[\n,]/)
    .map((one) => one.trim())
    .filter((one) => one !== "");
}
