import { text, type Search } from "~/shell/search";

export type Message = { recipient?: string | undefined; tab?: string | undefined };

export function readMessage(search: Search): Message {
  return { recipient: text(search, "recipient"), tab: text(search, "tab") };
}
