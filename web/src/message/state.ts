import { oneOf, text, type Search } from "~/shell/search";

export const TABS = [
  "summary",
  "timeline",
  "preview",
  "headers",
  "links",
  "attachments",
  "similar",
] as const;

/** What can be seen of a message, one at a time. */
export type Tab = (typeof TABS)[number];

export type Message = { recipient?: string | undefined; tab?: Tab | undefined };

export function readMessage(search: Search): Message {
  return { recipient: text(search, "recipient"), tab: oneOf(search, "tab", TABS) };
}
