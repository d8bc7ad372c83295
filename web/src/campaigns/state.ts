import type { CampaignListData } from "~/api/generated";
import { oneOf, text, type Search } from "~/shell/search";

type Asked = NonNullable<CampaignListData["query"]>;

const KINDS = ["malware", "phish", "spam"] as const;

/** Which campaigns are shown, and which of them is open. */
export type Campaigns = {
  text?: string | undefined;
  kind?: (typeof KINDS)[number] | undefined;
  open?: string | undefined;
};

export function readCampaigns(search: Search): Campaigns {
  return {
    text: text(search, "text"),
    kind: oneOf(search, "kind", KINDS),
    open: text(search, "open"),
  };
}

/** What is asked of the API: all but which one is open. */
export function askedOf(campaigns: Campaigns): Asked {
  const said = Object.entries(campaigns).filter(([name, value]) => name !== "open" && value);
  return Object.fromEntries(said) as Asked;
}

/** Whether anything but the usual is asked for. */
export const isNarrowed = (campaigns: Campaigns): boolean =>
  Object.keys(askedOf(campaigns)).length > 0;

/** What a campaign is made of; those with a field are told by its values. */
export const TABS = [
  { name: "clicks", label: "Clicks", field: undefined },
  { name: "ips", label: "Sender IPs", field: "sender_ip" },
  { name: "senders", label: "Senders", field: "sender_address" },
  { name: "recipients", label: "Recipients", field: "recipient" },
  { name: "subjects", label: "Subjects", field: "subject" },
  { name: "attachments", label: "Attachments", field: "attachment_sha256" },
  { name: "urls", label: "URLs", field: "url" },
  { name: "history", label: "History", field: undefined },
] as const;

/** What is shown of one campaign: of which part of its life, stacked by what, and which tab. */
export type OneCampaign = {
  since?: string | undefined;
  until?: string | undefined;
  pivot?: string | undefined;
  tab?: (typeof TABS)[number]["name"] | undefined;
};

export function readCampaign(search: Search): OneCampaign {
  return {
    since: text(search, "since"),
    until: text(search, "until"),
    pivot: text(search, "pivot"),
    tab: oneOf(
      search,
      "tab",
      TABS.map((one) => one.name),
    ),
  };
}
