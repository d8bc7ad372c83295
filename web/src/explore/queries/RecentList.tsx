import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import {
  recentQueryClearMutation,
  recentQueryListOptions,
  recentQueryListQueryKey,
} from "~/api/generated/@tanstack/react-query.gen";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { Ago } from "~/shell/Time";
import { Button } from "~/ui/Button";
import { Empty, Waiting } from "~/ui/Notice";
import { worded } from "~/ui/words";

import { recentState, type Kept } from "./keeping";
import style from "./SavedQueries.module.css";

/** What one searched for last; nobody else sees it. */
export function RecentList({ onOpen }: { onOpen: (kept: Kept) => void }) {
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({ ...recentQueryListOptions(), staleTime: 0 });
  const clear = useMutation({
    ...recentQueryClearMutation(),
    onSuccess: () => queries.invalidateQueries({ queryKey: recentQueryListQueryKey() }),
  });
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Waiting what="recent searches" />;
  if (data.items.length === 0)
    return (
      <Empty icon="clock" title={data.keeps ? "You have not searched yet" : "Nothing is kept"}>
        <p>
          {data.keeps
            ? "Filters that you ask will be here, and only you see them."
            : "An administrator has turned off that recent searches are kept."}
        </p>
      </Empty>
    );
  return (
    <>
      <ul className={style.queries}>
        {data.items.map((recent) => (
          <li key={`${recent.view} ${recent.filter}`} className={style.query}>
            <div className={style.told}>
              <button
                type="button"
                className={style.open}
                onClick={() => onOpen(recentState(recent))}
              >
                <code>{recent.filter}</code>
              </button>
              <p className={style.marks}>
                <span>{worded(recent.view)}</span>
                <Ago at={recent.ran_at} />
              </p>
            </div>
          </li>
        ))}
      </ul>
      <p className={style.quiet}>
        The last {data.keeps} are kept for you alone.{" "}
        <Button kind="quiet" onClick={() => clear.mutate({})}>
          Forget them
        </Button>
      </p>
      {clear.error && <ProblemNotice error={clear.error} />}
    </>
  );
}
