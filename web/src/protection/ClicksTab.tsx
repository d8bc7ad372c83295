import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";

import { explorerClicks } from "~/api/generated";
import { NewEntry } from "~/entries/NewEntry";
import { ClickTable, saidOf, type Click } from "~/links/ClickTable";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { useMay } from "~/shell/session";
import { CheckField } from "~/ui/Field";
import { Narrowing, SearchWords } from "~/ui/Narrowing";
import { Empty, Waiting } from "~/ui/Notice";
import { Card } from "~/ui/Page";
import { ShowMore } from "~/ui/ShowMore";

import style from "./Protection.module.css";

const PAGE = 50;
const AGAIN = 3000; // milliseconds between two looks while the feed is live

function useClicks(filter: string, live: boolean) {
  return useInfiniteQuery({
    queryKey: ["protection", "clicks", filter],
    queryFn: async ({ signal, pageParam }) => {
      const cursor = pageParam ? { cursor: pageParam } : {};
      const query = { view: "url_clicks", filter, limit: PAGE, ...cursor };
      return (await explorerClicks({ query, signal, throwOnError: true })).data;
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
    refetchInterval: live ? AGAIN : false,
  });
}

/** Clicks as they come, the newest first; each can be answered with a block. */
export function ClicksTab() {
  const { filter = "" } = useSearch({ from: "/inside/protection" });
  const navigate = useNavigate({ from: "/protection" });
  const may = useMay();
  const [live, setLive] = useState(true);
  const [about, setAbout] = useState<Click>();
  const found = useClicks(filter, live);
  const clicks: Click[] = found.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <div className={style.tab}>
      <Narrowing>
        <SearchWords
          key={filter}
          id="clicks-filter"
          label="Filter of clicks"
          hint="Such as click_verdict:blocked or url_domain:evil.example"
          text={filter}
          onSearch={(text) => void navigate({ search: { tab: "clicks", filter: text } })}
        />
        <CheckField label="As they come" checked={live} onCheck={setLive} />
      </Narrowing>
      {found.error && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <Waiting what="clicks" lines={6} />}
      {found.data && clicks.length === 0 && (
        <Empty icon="link" title={filter ? "No click is like this" : "Nobody has clicked yet"}>
          <p>Clicks are known of links that are protected, or that another product told of.</p>
        </Empty>
      )}
      {clicks.length > 0 && (
        <Card padded={false}>
          <ClickTable clicks={clicks} onAct={may("lists.write") ? setAbout : undefined} />
        </Card>
      )}
      <ShowMore of={found} />
      {about && (
        <NewEntry
          value={saidOf(about, "url")}
          place="click"
          onKept={() => Promise.resolve()}
          onClose={() => setAbout(undefined)}
        />
      )}
    </div>
  );
}
