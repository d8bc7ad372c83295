import { text, type Search } from "~/shell/search";

export type Actions = { tab?: string | undefined };

export function readActions(search: Search): Actions {
  return { tab: text(search, "tab") };
}
