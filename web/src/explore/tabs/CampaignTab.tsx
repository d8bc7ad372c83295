import { Empty } from "~/ui/Notice";
import { counted } from "~/ui/words";

import type { Ask } from "../state";
import { useCampaigns } from "./asking";
import { CountsTable } from "./CountsTable";
import { Listing } from "./Listing";
import { partsOf } from "./parts";
import { Became } from "./Split";
import { Value, type Verbs } from "./Value";

const COUNTS = [
  { name: "Deliveries" },
  { name: "Messages" },
  { name: "Recipients" },
  { name: "Clicks" },
];

/** The campaigns that the mail belongs to. */
export function CampaignTab({
  ask,
  seen,
  onOnly,
  onVerbs,
}: {
  ask: Ask;
  seen: number;
  onOnly: (filter: string) => void;
  onVerbs: Verbs | undefined;
}) {
  const answer = useCampaigns(ask, seen);
  const pages = answer.data?.pages ?? [];
  const campaigns = pages.flatMap((page) => page.campaigns);
  const columns = pages[0]?.columns ?? [];
  const most = campaigns[0]?.deliveries ?? 1;
  return (
    <Listing
      answer={answer}
      what="Campaigns"
      empty={
        pages.length > 0 && campaigns.length === 0 ? (
          <Empty icon="list" title="No campaign here">
            <p>
              No mail of this range and filter belongs to a campaign. Mail that reads alike can be
              found without one: group by subject, or open a message and look at similar emails.
            </p>
          </Empty>
        ) : undefined
      }
      about={pages[0] && `${counted(pages[0].different, "campaign")} in all`}
    >
      <CountsTable
        label="Campaigns"
        heading="Campaign"
        bar="What became of it"
        counts={COUNTS}
        dated
        lines={campaigns.map((one) => ({
          id: one.campaign_id,
          value: (
            <Value
              field="campaign_id"
              value={one.campaign_id}
              label={one.campaign_id}
              filter={one.filter}
              onOnly={onOnly}
              onVerbs={onVerbs}
            />
          ),
          bar: <Became parts={partsOf(columns, one.parts)} count={one.deliveries} most={most} />,
          numbers: [one.deliveries, one.messages, one.recipients, one.clicks],
          first: one.first,
          last: one.last,
        }))}
      />
    </Listing>
  );
}
