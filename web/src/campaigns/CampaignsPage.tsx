import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";

import { campaignList } from "~/api/generated";
import { Closed } from "~/shell/Closed";
import { useCommands, type Command } from "~/shell/commands";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { useMay } from "~/shell/session";
import { Button } from "~/ui/Button";
import { SmallSelect } from "~/ui/Field";
import { Narrowing, SearchWords } from "~/ui/Narrowing";
import { Empty, Waiting } from "~/ui/Notice";
import { Card, Page } from "~/ui/Page";
import { ShowMore } from "~/ui/ShowMore";

import { CampaignPanel } from "./CampaignPanel";
import { CampaignTable } from "./CampaignTable";
import { askedOf, isNarrowed, type Campaigns } from "./state";

const PAGE = 50;
const AGAIN = 30_000; // milliseconds
const KINDS = [
  { value: "", label: "Any kind" },
  { value: "malware", label: "Malware" },
  { value: "phish", label: "Phish" },
  { value: "spam", label: "Spam" },
] as const;

/** Mail that belongs together, some of which is bad. */
export function CampaignsPage() {
  const may = useMay();
  if (may("deliveries.read")) return <Room />;
  return (
    <Page title="Campaigns">
      <Closed permission="deliveries.read" />
    </Page>
  );
}

function useFound(campaigns: Campaigns) {
  const asked = askedOf(campaigns);
  return useInfiniteQuery({
    queryKey: ["campaigns", "list", asked],
    queryFn: async ({ pageParam, signal }) => {
      const query = { ...asked, limit: PAGE, cursor: pageParam };
      const { data } = await campaignList({ query, signal });
      return data;
    },
    initialPageParam: "",
    getNextPageParam: (page) => page?.next ?? undefined,
    refetchInterval: AGAIN,
  });
}

function Room() {
  const campaigns = useSearch({ from: "/inside/campaigns" });
  const navigate = useNavigate({ from: "/campaigns" });
  const found = useFound(campaigns);
  const items = useMemo(
    () => found.data?.pages.flatMap((page) => page?.items ?? []) ?? [],
    [found.data],
  );
  const change = useCallback(
    (next: Campaigns) => void navigate({ search: (now) => ({ ...now, ...next }) }),
    [navigate],
  );
  useCommands(COMMANDS);
  return (
    <Page
      title="Campaigns"
      about="Mail that reads or looks alike, of which enough is held for bad; found as it is stored."
    >
      <Narrowing>
        <SearchWords
          key={campaigns.text}
          id="campaigns-text"
          label="Search campaigns"
          hint="Search names, subjects, ids"
          text={campaigns.text}
          onSearch={(text) => change({ text })}
        />
        <SmallSelect
          label="Kind"
          choices={KINDS}
          value={campaigns.kind ?? ""}
          onChoose={(kind) => change({ kind: kind || undefined })}
        />
      </Narrowing>
      {found.isError && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <Waiting what="campaigns" lines={6} />}
      {found.data && items.length === 0 && (
        <Nothing narrowed={isNarrowed(campaigns)} onAll={() => void navigate({ search: {} })} />
      )}
      {items.length > 0 && (
        <Card padded={false}>
          <CampaignTable items={items} open={campaigns.open} onOpen={(open) => change({ open })} />
        </Card>
      )}
      <ShowMore of={found} />
      {campaigns.open !== undefined && (
        <CampaignPanel
          key={campaigns.open}
          id={campaigns.open}
          onClose={() => change({ open: undefined })}
        />
      )}
    </Page>
  );
}

const COMMANDS: readonly Command[] = [
  {
    id: "campaigns search",
    says: "Search campaigns",
    group: "Campaigns",
    keys: "/",
    icon: "search",
    run: () => document.getElementById("campaigns-text")?.focus(),
  },
];

function Nothing({ narrowed, onAll }: { narrowed: boolean; onAll: () => void }) {
  return narrowed ? (
    <Empty icon="search" title="No campaign is like this">
      <p>Take a filter away.</p>
      <Button onClick={onAll}>Show every campaign</Button>
    </Empty>
  ) : (
    <Empty icon="list" title="No campaign was found yet">
      <p>
        Mail is compared as it is stored. Of what reads alike, some must be held for malware, phish
        or spam; judging one of several copies is enough.
      </p>
    </Empty>
  );
}
