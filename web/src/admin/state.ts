import { oneOf, text, type Search } from "~/shell/search";

import { TABS, type TabName } from "./tabs";

/** Which tab is open, and whom or what it shows beside its table. */
export type Admin = { tab?: TabName | undefined; open?: string | undefined };

export function readAdmin(search: Search): Admin {
  return {
    tab: oneOf(
      search,
      "tab",
      TABS.map((tab) => tab.name),
    ),
    open: text(search, "open"),
  };
}
