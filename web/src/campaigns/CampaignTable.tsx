import type { CampaignOut } from "~/api/generated";
import { Time } from "~/shell/Time";
import { Share } from "~/ui/Figures";
import { Hostile } from "~/ui/Hostile";
import { Mark } from "~/ui/Mark";
import { Table, type Column } from "~/ui/Table";
import { lookOf } from "~/ui/tones";

import style from "./Campaigns.module.css";
import { placesOf } from "./places";

/** What a campaign is for. */
export function KindMark({ campaign }: { campaign: CampaignOut }) {
  const look = lookOf("threat_type", campaign.kind);
  return look ? (
    <Mark tone={look.tone} icon={look.icon}>
      {campaign.kind_label}
    </Mark>
  ) : (
    campaign.kind_label
  );
}

const number = (name: string, of: (one: CampaignOut) => number): Column<CampaignOut> => ({
  name,
  shown: (one) => of(one).toLocaleString("en"),
  number: true,
});

/** Campaigns, one in a line. */
export function CampaignTable({
  items,
  open,
  onOpen,
}: {
  items: readonly CampaignOut[];
  open: string | undefined;
  onOpen: (id: string) => void;
}) {
  const columns: Column<CampaignOut>[] = [
    {
      name: "Last mail",
      shown: (one) => (
        <span className={style.time}>
          <Time at={one.last} />
        </span>
      ),
    },
    {
      name: "Name",
      shown: (one) => (
        <button type="button" className={style.link} onClick={() => onOpen(one.id)}>
          <Hostile text={one.name} />
        </button>
      ),
    },
    { name: "Kind", shown: (one) => <KindMark campaign={one} /> },
    number("Recipients", (one) => one.recipients),
    number("Inboxed", (one) => one.inboxed),
    number("Clicks", (one) => one.clicks),
    {
      name: "Where it lies now",
      shown: (one) => (
        <div className={style.share}>
          <Share label={one.name} parts={placesOf(one)} legend={false} />
        </div>
      ),
    },
    number("Messages", (one) => one.messages),
  ];
  return (
    <Table label="Campaigns" columns={columns} rows={items} keyOf={(one) => one.id} open={open} />
  );
}
