import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { CampaignOut } from "~/api/generated";
import { forbiddenSaid, rolesQuery } from "~/shell/permissions";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { useMay } from "~/shell/session";
import { Time } from "~/shell/Time";
import { Button } from "~/ui/Button";
import buttons from "~/ui/Button.module.css";
import { Stat, Stats } from "~/ui/Figures";
import { Hostile } from "~/ui/Hostile";
import { Icon } from "~/ui/Icon";
import { Notice, Waiting } from "~/ui/Notice";
import { Card, Facts, Page } from "~/ui/Page";

import { useCampaign } from "./asking";
import { KindMark } from "./CampaignTable";
import { Life } from "./Life";
import { Merge, Rename, Split } from "./Naming";

/** One campaign: its life, the way of its mail, what it is made of, and what people changed. */
export function CampaignPage() {
  const { campaignId } = useParams({ from: "/inside/campaigns/$campaignId" });
  const found = useCampaign(campaignId);
  if (found.error && !found.data) {
    return (
      <Page title="Campaign">
        <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />
      </Page>
    );
  }
  if (!found.data) {
    return (
      <Page title="Campaign">
        <Waiting what="the campaign" />
      </Page>
    );
  }
  return <Shown key={campaignId} campaign={found.data} />;
}

function Shown({ campaign }: { campaign: CampaignOut }) {
  const search = useSearch({ from: "/inside/campaigns/$campaignId" });
  const navigate = useNavigate({ from: "/campaigns/$campaignId" });
  return (
    <Page
      title={<Hostile text={campaign.name} />}
      about={<KindMark campaign={campaign} />}
      acts={<Acts campaign={campaign} />}
    >
      {campaign.merged_into !== "" && (
        <Notice tone="warn" title="It was merged into another campaign">
          Its mail is told there:{" "}
          <Link to="/campaigns/$campaignId" params={{ campaignId: campaign.merged_into }}>
            {campaign.merged_into}
          </Link>
        </Notice>
      )}
      <Card>
        <Stats>
          <Stat value={campaign.messages.toLocaleString("en")} of="messages" />
          <Stat value={campaign.recipients.toLocaleString("en")} of="recipients" />
          <Stat value={campaign.inboxed.toLocaleString("en")} of="in an inbox" />
          <Stat value={campaign.clicks.toLocaleString("en")} of="clicks" />
          <Stat value={rate(campaign)} of="clicks for each delivery in an inbox" />
        </Stats>
        <Facts
          facts={[
            ["Subject", <Hostile key="subject" text={campaign.subject || "none"} />],
            ["First mail", campaign.first && <Time key="first" at={campaign.first} seconds />],
            ["Last mail", campaign.last && <Time key="last" at={campaign.last} seconds />],
            ["Found", <Time key="found" at={campaign.found_at} seconds />],
            ["Id", campaign.id],
          ]}
        />
      </Card>
      <Life
        campaign={campaign}
        shown={search}
        onChange={(next) =>
          void navigate({ search: (now) => ({ ...now, ...next }), replace: true })
        }
      />
    </Page>
  );
}

function rate(campaign: CampaignOut): string {
  if (campaign.inboxed === 0) return "–";
  return (campaign.clicks / campaign.inboxed).toLocaleString("en", {
    style: "percent",
    maximumFractionDigits: 1,
  });
}

function Acts({ campaign }: { campaign: CampaignOut }) {
  const may = useMay();
  const roles = useQuery(rolesQuery).data ?? [];
  const [doing, setDoing] = useState<"rename" | "merge" | "split">();
  const judges = may("mail.judge") ? undefined : forbiddenSaid("mail.judge", roles);
  const gone = campaign.merged_into === "" ? judges : "It was merged into another campaign.";
  const whole = { filter: campaign.filter, since: campaign.first ?? undefined };
  const close = () => setDoing(undefined);
  return (
    <>
      <Link to="/explore" search={whole} className={`${buttons["button"]} ${buttons["main"]}`}>
        Explore its mail
      </Link>
      <Button icon="edit" why={judges} onClick={() => setDoing("rename")}>
        Rename…
      </Button>
      <Button why={gone} onClick={() => setDoing("merge")}>
        Merge…
      </Button>
      <Button why={gone} onClick={() => setDoing("split")}>
        Split…
      </Button>
      <a
        href={`/api/v1/campaigns/${encodeURIComponent(campaign.id)}/report`}
        download
        className={buttons["button"]}
        title="A Word document about all of its life"
      >
        <Icon name="download" />
        Report
      </a>
      {doing === "rename" && <Rename campaign={campaign} onClose={close} />}
      {doing === "merge" && <Merge campaign={campaign} onClose={close} />}
      {doing === "split" && <Split campaign={campaign} onClose={close} />}
    </>
  );
}
