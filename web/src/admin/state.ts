import { text, type Search } from "~/shell/search";

export type Admin = { tab?: string | undefined };

export function readAdmin(search: Search): Admin {
  return { tab: text(search, "tab") };
}
