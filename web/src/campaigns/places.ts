import type { CampaignOut } from "~/api/generated";
import type { Part } from "~/ui/Figures";
import { lookOf } from "~/ui/tones";
import { worded } from "~/ui/words";

/** Where the deliveries of a campaign lie now, the most first. */
export function placesOf(campaign: CampaignOut): Part[] {
  return Object.entries(campaign.places)
    .map(([place, count]) => ({
      name: worded(place),
      count,
      tone: lookOf("location", place)?.tone ?? "unknown",
    }))
    .toSorted((one, other) => other.count - one.count);
}
