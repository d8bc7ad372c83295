import { useQuery } from "@tanstack/react-query";

import type { TrackedOut, TrendOut } from "~/api/generated";
import { trackedQueryListOptions } from "~/api/generated/@tanstack/react-query.gen";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { Ago } from "~/shell/Time";
import { Sparkline } from "~/ui/Figures";
import { Empty, Waiting } from "~/ui/Notice";

import { changeSaid, stateOf, type Kept } from "./keeping";
import style from "./SavedQueries.module.css";

const LIMIT = 100;

/** The queries that are counted every day, with how they go. */
export function TrackedList({ onOpen }: { onOpen: (kept: Kept) => void }) {
  const { data, error, refetch } = useQuery(trackedQueryListOptions({ query: { limit: LIMIT } }));
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Waiting what="tracked queries" />;
  if (data.items.length === 0)
    return (
      <Empty icon="chart" title="No query is tracked">
        <p>Save a search, then choose Track beside it: it is counted every day from then on.</p>
      </Empty>
    );
  return (
    <ul className={style.queries}>
      {data.items.map((tracked) => (
        <Tracked key={tracked.query.id} tracked={tracked} onOpen={onOpen} />
      ))}
    </ul>
  );
}

function Tracked({ tracked, onOpen }: { tracked: TrackedOut; onOpen: (kept: Kept) => void }) {
  const { query } = tracked;
  const trouble = query.problem || tracked.reason || tracked.trouble;
  return (
    <li className={style.query}>
      <div className={style.told}>
        <button type="button" className={style.open} onClick={() => onOpen(stateOf(query))}>
          {query.name}
        </button>
        <p className={style.quiet}>{query.sentence}</p>
        {trouble && <p className={style.problem}>{trouble}</p>}
        {tracked.withheld && (
          <p className={style.quiet}>Its counts are its owner's, who sees more than you do.</p>
        )}
        <p className={style.marks}>
          {tracked.counted_at ? (
            <span>
              Counted <Ago at={tracked.counted_at} />
            </span>
          ) : (
            !tracked.withheld && <span>It is being counted for the first time.</span>
          )}
        </p>
      </div>
      <Course tracked={tracked} />
    </li>
  );
}

/** Today, against yesterday and last week up to the same time of day, and the days before. */
function Course({ tracked }: { tracked: TrackedOut }) {
  const days = tracked.series.map((day) => day.rows);
  if (!tracked.today) return null;
  return (
    <div className={style.course}>
      <div>
        <strong className={style.today}>{tracked.today.rows.toLocaleString("en")}</strong> today
      </div>
      <Trend trend={tracked.against_yesterday} to="to yesterday" />
      <Trend trend={tracked.against_last_week} to="to last week" />
      {days.length > 1 && (
        <Sparkline
          label={`The last ${days.length} days: ${days.join(", ")}`}
          values={days}
          width={120}
          height={24}
        />
      )}
    </div>
  );
}

function Trend({ trend, to }: { trend: TrendOut | null; to: string }) {
  if (!trend) return null;
  return (
    <div
      className={style.quiet}
      title={`${trend.before.toLocaleString("en")} up to this time of day`}
    >
      {changeSaid(trend)} {to}
    </div>
  );
}
