import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import type { CampaignOut } from "~/api/generated";
import { forbiddenSaid, rolesQuery } from "~/shell/permissions";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { useMay } from "~/shell/session";
import { Time } from "~/shell/Time";
import { Button } from "~/ui/Button";
import buttons from "~/ui/Button.module.css";
import { SidePanel } from "~/ui/Dialog";
import { Bars, Stat, Stats } from "~/ui/Figures";
import { Hostile } from "~/ui/Hostile";
import { Waiting } from "~/ui/Notice";
import { Facts } from "~/ui/Page";
import { Row, Stack } from "~/ui/Stack";

import { useCampaign } from "./asking";
import { KindMark } from "./CampaignTable";
import { Rename } from "./Naming";
import { placesOf } from "./places";

/** One campaign: how much mail it is, where that lies, and the ways to it. */
export function CampaignPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const found = useCampaign(id);
  const [naming, setNaming] = useState(false);
  const campaign = found.data;
  return (
    <SidePanel
      open
      onClose={onClose}
      title={campaign?.name ?? "Campaign"}
      feet={campaign && <Ways campaign={campaign} onRename={() => setNaming(true)} />}
    >
      {found.isPending && <Waiting what="the campaign" />}
      {found.error && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
      {campaign && <About campaign={campaign} />}
      {campaign && naming && <Rename campaign={campaign} onClose={() => setNaming(false)} />}
    </SidePanel>
  );
}

function About({ campaign }: { campaign: CampaignOut }) {
  return (
    <Stack>
      <Stats>
        <Stat value={campaign.recipients.toLocaleString("en")} of="recipients" />
        <Stat value={campaign.inboxed.toLocaleString("en")} of="in an inbox" />
        <Stat value={campaign.clicks.toLocaleString("en")} of="clicks" />
      </Stats>
      <section>
        <h3>Where it lies now</h3>
        <Bars parts={placesOf(campaign)} />
      </section>
      <Facts
        facts={[
          ["Kind", <KindMark key="kind" campaign={campaign} />],
          ["Subject", <Hostile key="subject" text={campaign.subject || "none"} />],
          ["Messages", campaign.messages.toLocaleString("en")],
          ["Deliveries", campaign.deliveries.toLocaleString("en")],
          ["First mail", campaign.first && <Time key="first" at={campaign.first} seconds />],
          ["Last mail", campaign.last && <Time key="last" at={campaign.last} seconds />],
          ["Found", <Time key="found" at={campaign.found_at} seconds />],
          ["Id", campaign.id],
        ]}
      />
    </Stack>
  );
}

/** To its mail and to its clicks, over all of its life. */
function Ways({ campaign, onRename }: { campaign: CampaignOut; onRename: () => void }) {
  const may = useMay();
  const roles = useQuery(rolesQuery).data ?? [];
  const whole = { filter: campaign.filter, since: campaign.first ?? undefined };
  return (
    <Row>
      <Link
        to="/campaigns/$campaignId"
        params={{ campaignId: campaign.id }}
        className={`${buttons["button"]} ${buttons["main"]}`}
      >
        Open its page
      </Link>
      <Link to="/explore" search={whole} className={buttons["button"] ?? ""}>
        Explore its mail
      </Link>
      <Link to="/explore" search={{ ...whole, tab: "clicks" }} className={buttons["button"] ?? ""}>
        Look at its clicks
      </Link>
      <Button
        icon="edit"
        why={may("mail.judge") ? undefined : forbiddenSaid("mail.judge", roles)}
        onClick={onRename}
      >
        Rename…
      </Button>
    </Row>
  );
}
