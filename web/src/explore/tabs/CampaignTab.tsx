import type { ColumnName, ShownCampaign } from "~/api/generated";
import { Time } from "~/shell/Time";
import { Empty } from "~/ui/Notice";
import { counted } from "~/ui/words";

import type { Ask } from "../state";
import { useCampaigns } from "./asking";
import { Listing } from "./Listing";
import { partsOf } from "./parts";
import { Split } from "./Split";
import style from "./Tabs.module.css";
import { Value, type Verbs } from "./Value";

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
      <table className={style.table} aria-label="Campaigns">
        <thead>
          <tr>
            <th scope="col">Campaign</th>
            <th scope="col" className={style.barHead}>
              What became of it
            </th>
            <th scope="col" className={style.number}>
              Deliveries
            </th>
            <th scope="col" className={style.number}>
              Messages
            </th>
            <th scope="col" className={style.number}>
              Recipients
            </th>
            <th scope="col" className={style.number}>
              Clicks
            </th>
            <th scope="col">First</th>
            <th scope="col">Last</th>
          </tr>
        </thead>
        <tbody>
          {campaigns.map((one) => (
            <Line
              key={one.campaign_id}
              one={one}
              columns={columns}
              most={most}
              onOnly={onOnly}
              onVerbs={onVerbs}
            />
          ))}
        </tbody>
      </table>
    </Listing>
  );
}

function Line({
  one,
  columns,
  most,
  onOnly,
  onVerbs,
}: {
  one: ShownCampaign;
  columns: readonly ColumnName[];
  most: number;
  onOnly: (filter: string) => void;
  onVerbs: Verbs | undefined;
}) {
  return (
    <tr>
      <th scope="row" className={style.value}>
        <Value
          field="campaign_id"
          value={one.campaign_id}
          label={one.campaign_id}
          filter={one.filter}
          onOnly={onOnly}
          onVerbs={onVerbs}
        />
      </th>
      <td className={style.barCell}>
        <Split parts={partsOf(columns, one.parts)} count={one.deliveries} most={most} />
      </td>
      {[one.deliveries, one.messages, one.recipients, one.clicks].map((count, place) => (
        // oxlint-disable-next-line react/no-array-index-key -- the columns never move
        <td key={place} className={style.number}>
          {count.toLocaleString("en")}
        </td>
      ))}
      <td className={style.time}>
        <Time at={one.first} />
      </td>
      <td className={style.time}>
        <Time at={one.last} />
      </td>
    </tr>
  );
}
