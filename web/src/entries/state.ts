import type { EntryListData, EntryListResponse } from "~/api/generated";
import { oneOf, text, type Search } from "~/shell/search";

type Asked = NonNullable<EntryListData["query"]>;

/** Something that is blocked or allowed. */
export type Entry = EntryListResponse["items"][number];
export type Kind = Entry["kind"];
export type Action = Entry["action"];
export type EntryPlace = Entry["places"][number];

/** What there is to see of what is blocked and allowed. */
export const TABS = [
  { name: "entries", label: "Entries" },
  { name: "feeds", label: "Feeds" },
] as const;

export const KINDS: readonly { value: Kind; label: string }[] = [
  { value: "address", label: "Address" },
  { value: "domain", label: "Domain" },
  { value: "url", label: "URL" },
  { value: "file", label: "File" },
  { value: "ip", label: "IP address or network" },
  { value: "spoof", label: "Spoofed sender" },
];

/** Which entries are shown, and which one is about to be made, as another page says it. */
export type Entries = {
  tab?: (typeof TABS)[number]["name"] | undefined;
  text?: string | undefined;
  kind?: Kind | undefined;
  action?: Action | undefined;
  place?: EntryPlace | undefined;
  standing?: Entry["standing"] | undefined;
  origin?: string | undefined;
  add?: string | undefined;
};

export function readEntries(search: Search): Entries {
  return {
    tab: oneOf(
      search,
      "tab",
      TABS.map((one) => one.name),
    ),
    text: text(search, "text"),
    kind: oneOf(
      search,
      "kind",
      KINDS.map((one) => one.value),
    ),
    action: oneOf(search, "action", ["block", "allow"] as const),
    place: oneOf(search, "place", ["mail", "click"] as const),
    standing: oneOf(search, "standing", ["counts", "expiring", "expired"] as const),
    origin: text(search, "origin"),
    add: text(search, "add"),
  };
}

const NOT_ASKED = new Set(["tab", "add"]);

/** What is asked of the API. */
export function askedOf({ kind, ...entries }: Entries): Asked {
  const said = Object.entries(entries).filter(([name, value]) => !NOT_ASKED.has(name) && value);
  return { ...(Object.fromEntries(said) as Asked), ...(kind ? { kind: [kind] } : {}) };
}

/** Whether anything but the usual is asked for. */
export const isNarrowed = (entries: Entries): boolean => Object.keys(askedOf(entries)).length > 0;
