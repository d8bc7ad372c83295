import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { entryFeedPull, type FeedOut } from "~/api/generated";
import { entryFeedListOptions } from "~/api/generated/@tanstack/react-query.gen";
import { useAttempt } from "~/shell/attempt";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { useMay } from "~/shell/session";
import { Time } from "~/shell/Time";
import { say } from "~/shell/Toasts";
import { Button } from "~/ui/Button";
import { Hostile } from "~/ui/Hostile";
import { Empty, Waiting } from "~/ui/Notice";
import { Card } from "~/ui/Page";
import { Table, type Column } from "~/ui/Table";
import { lasting } from "~/ui/words";

import style from "./Entries.module.css";

const AGAIN = 10_000; // milliseconds

/** Where entries are pulled from, and how that goes. */
export function FeedsTab() {
  const queries = useQueryClient();
  const may = useMay();
  const { busy, error, run } = useAttempt();
  const found = useQuery({ ...entryFeedListOptions(), refetchInterval: AGAIN });
  if (found.error && !found.data) {
    return <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />;
  }
  if (!found.data) return <Waiting what="feeds" />;
  const pull = (name: string) =>
    void run(async () => {
      await entryFeedPull({ path: { name } });
      say("It is being pulled.");
      await queries.invalidateQueries({ queryKey: entryFeedListOptions().queryKey });
    });
  const why = may("lists.write")
    ? busy
      ? "It is on its way."
      : undefined
    : "Your role pulls no feeds.";
  return (
    <div className={style.tab}>
      {error !== undefined && <ProblemNotice error={error} />}
      {found.data.items.length === 0 ? (
        <Empty icon="download" title="No feed is set up">
          <p>
            Indicators can be pulled from a MISP feed or a list of values: add{" "}
            <code>[[entries.feeds]]</code> to the settings.
          </p>
        </Empty>
      ) : (
        <Card padded={false}>
          <Table
            label="Feeds"
            columns={columns(why, pull)}
            rows={found.data.items}
            keyOf={(one) => one.name}
          />
        </Card>
      )}
    </div>
  );
}

function columns(
  why: string | undefined,
  onPull: (name: string) => void,
): readonly Column<FeedOut>[] {
  return [
    {
      name: "Feed",
      shown: (one) => (
        <Link to="/entries" search={{ origin: `feed:${one.name}` }} className={style.link}>
          {one.name}
        </Link>
      ),
    },
    { name: "Kind", shown: (one) => one.kind_label },
    { name: "From", shown: (one) => one.host },
    { name: "Every", shown: (one) => lasting(one.every_minutes * 60) },
    { name: "Entries", number: true, shown: (one) => one.entries.toLocaleString("en") },
    { name: "No entry", number: true, shown: (one) => one.skipped.toLocaleString("en") },
    { name: "Pulled", shown: (one) => (one.pulled_at ? <Time at={one.pulled_at} /> : "never") },
    { name: "Trouble", shown: (one) => <Hostile text={one.trouble} /> },
    {
      name: "",
      shown: (one) => (
        <Button kind="quiet" why={why} onClick={() => onPull(one.name)}>
          Pull it now
        </Button>
      ),
    },
  ];
}
