import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";

import type { CampaignOut } from "~/api/generated";
import { useChart } from "~/explore/asking";
import { Histogram } from "~/explore/histogram/Histogram";
import type { Ask } from "~/explore/state";
import { GroupsTab } from "~/explore/tabs/GroupsTab";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { Button } from "~/ui/Button";
import { Waiting } from "~/ui/Notice";
import { Card } from "~/ui/Page";
import { Tabs } from "~/ui/Tabs";

import { useFlow } from "./asking";
import { Changes } from "./Changes";
import { ClickList } from "./ClickList";
import { FlowPicture } from "./FlowPicture";
import { TABS, type OneCampaign } from "./state";

const PIVOTS = [
  { field: "latest_delivery_location", label: "Where it is", rows: "" },
  { field: "delivery_action", label: "Delivery action", rows: "" },
  { field: "sender_domain", label: "Sender domain", rows: "" },
] as const;

/** Its mail over time; a part of that is what all below is about. */
export function Life({
  campaign,
  shown,
  onChange,
}: {
  campaign: CampaignOut;
  shown: OneCampaign;
  onChange: (next: OneCampaign) => void;
}) {
  const navigate = useNavigate();
  const { since = "", until = "" } = shown;
  const { filter } = campaign;
  const ask = useMemo<Ask>(
    () => ({ view: "all_email", filter, since, until }),
    [filter, since, until],
  );
  const pivot = shown.pivot ?? PIVOTS[0].field;
  const chart = useChart(ask, "", pivot, 0, true);
  const flow = useFlow(campaign.id, { since, until });
  const only = (part: string) =>
    void navigate({
      to: "/explore",
      search: {
        filter: `${filter} ${part}`,
        since: since || (campaign.first ?? "all"),
        until: until || undefined,
      },
    });
  const tab = shown.tab ?? "clicks";
  const grouped = TABS.find((one) => one.name === tab);
  return (
    <>
      <Card
        title="Over time"
        acts={
          (since || until) && (
            <Button onClick={() => onChange({ since: undefined, until: undefined })}>
              Show all of its life
            </Button>
          )
        }
      >
        <Histogram
          chart={chart.data}
          error={chart.error}
          onRetry={() => void chart.refetch()}
          unasked={false}
          stale={chart.isPlaceholderData}
          pivots={PIVOTS.map((one) => ({ ...one }))}
          pivot={pivot}
          onPivot={(field) => onChange({ pivot: field })}
          range={{ since, until }}
          onZoom={onChange}
          onFilter={only}
        />
      </Card>
      <Card title="The way of its mail">
        {flow.error && <ProblemNotice error={flow.error} onRetry={() => void flow.refetch()} />}
        {flow.isPending && <Waiting what="the way of its mail" lines={5} />}
        {flow.data && <FlowPicture flow={flow.data} onOnly={only} />}
      </Card>
      <Card padded={false}>
        <Tabs
          label="What it is made of"
          tabs={TABS.map(({ name, label }) => ({ name, label }))}
          open={tab}
          onOpen={(name) => onChange({ tab: name })}
        >
          {tab === "clicks" && <ClickList ask={ask} />}
          {tab === "history" && <Changes id={campaign.id} />}
          {grouped?.field !== undefined && (
            <GroupsTab
              key={grouped.field}
              ask={ask}
              field={grouped.field}
              label={grouped.label}
              seen={0}
              onOpen={only}
              onVerbs={undefined}
              onAsk={() => onChange({ since: undefined, until: undefined })}
            />
          )}
        </Tabs>
      </Card>
    </>
  );
}
