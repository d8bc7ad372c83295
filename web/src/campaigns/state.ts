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
