import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { explorerClicks } from "~/api/generated";
import { asked, type Ask } from "~/explore/state";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { Time } from "~/shell/Time";
import { Button } from "~/ui/Button";
import { Hostile } from "~/ui/Hostile";
import { Mark } from "~/ui/Mark";
import { Empty, Waiting } from "~/ui/Notice";
import { Table, type Column } from "~/ui/Table";
import { lookOf } from "~/ui/tones";
import { defanged, worded } from "~/ui/words";

import style from "./Campaigns.module.css";

type Click = Readonly<Record<string, unknown>>;
const said = (click: Click, field: string): string => String(click[field] ?? "");

const COLUMNS: readonly Column<Click>[] = [
  { name: "When", shown: (one) => <Time at={said(one, "time_clicked")} seconds /> },
  { name: "Who", shown: (one) => <Hostile text={said(one, "recipient")} /> },
  { name: "Verdict", shown: (one) => <Verdict code={said(one, "click_verdict")} /> },
  {
    name: "Link",
    shown: (one) => (
      <Link to="/links" search={{ url: said(one, "url") }} className={style.link}>
        <Hostile text={defanged(said(one, "url"))} />
      </Link>
    ),
  },
  { name: "From", shown: (one) => said(one, "client_ip") },
];

/** Who clicked links of the mail, and what became of it, the newest first. */
export function ClickList({ ask }: { ask: Ask }) {
  const found = useInfiniteQuery({
    queryKey: ["campaigns", "clicks", ask],
    queryFn: async ({ signal, pageParam }) => {
      const query = { ...asked(ask), limit: 50, ...(pageParam ? { cursor: pageParam } : {}) };
      return (await explorerClicks({ query, signal, throwOnError: true })).data;
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });
  const rows: Click[] = found.data?.pages.flatMap((page) => page.rows) ?? [];
  if (found.error && !found.data) {
    return <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />;
  }
  if (!found.data) return <Waiting what="clicks" />;
  if (rows.length === 0) {
    return (
      <Empty icon="list" title="Nobody clicked a link of it">
        <p>Clicks are known of links that are protected, or that another product told of.</p>
      </Empty>
    );
  }
  return (
    <>
      <Table
        label="Clicks"
        columns={COLUMNS}
        rows={rows}
        keyOf={(one) => `${said(one, "id")} ${said(one, "time_clicked")} ${said(one, "recipient")}`}
      />
      {found.hasNextPage && (
        <div className={style.more}>
          <Button onClick={() => void found.fetchNextPage()}>Show more</Button>
        </div>
      )}
    </>
  );
}

function Verdict({ code }: { code: string }) {
  const look = lookOf("click_verdict", code);
  return look ? (
    <Mark tone={look.tone} icon={look.icon}>
      {worded(code)}
    </Mark>
  ) : (
    worded(code)
  );
}
