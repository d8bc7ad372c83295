import type { ReactNode } from "react";

import { ProblemNotice } from "~/shell/ProblemNotice";
import { Button } from "~/ui/Button";
import { Waiting } from "~/ui/Notice";

import style from "./Tabs.module.css";

/** What a page of an answer needs to be listed: the shape of an infinite query. */
type Asked = {
  isPending: boolean;
  isError: boolean;
  error: unknown;
  refetch: () => Promise<unknown>;
  isPlaceholderData?: boolean;
  hasNextPage?: boolean;
  isFetchingNextPage?: boolean;
  fetchNextPage?: () => Promise<unknown>;
};

/** What stands in place of a list that has nothing; it may be higher than the page. */
export function EmptyList({ what, children }: { what: string; children: ReactNode }) {
  return (
    <div className={style.list} role="region" aria-label={what} tabIndex={0}>
      {children}
    </div>
  );
}

/** A list that is waited for, failed, is empty, or goes on. */
export function Listing({
  answer,
  what,
  empty,
  about,
  children,
}: {
  answer: Asked;
  what: string;
  /** What to show where there is nothing. */
  empty: ReactNode | undefined;
  about?: ReactNode;
  children: ReactNode;
}) {
  if (answer.isError && !answer.hasNextPage)
    return (
      <div className={style.alone}>
        <ProblemNotice error={answer.error} onRetry={() => void answer.refetch()} />
      </div>
    );
  if (answer.isPending) return <Waiting what={what} lines={6} />;
  if (empty) return <EmptyList what={what}>{empty}</EmptyList>;
  return (
    <div
      className={`${style.list} ${answer.isPlaceholderData ? style.stale : ""}`}
      role="region"
      aria-label={what}
      aria-busy={answer.isPlaceholderData}
      tabIndex={0}
    >
      {about && <div className={style.about}>{about}</div>}
      {children}
      {answer.isError && <ProblemNotice error={answer.error} />}
      {answer.hasNextPage && answer.fetchNextPage && (
        <div className={style.more}>
          <Button
            onClick={() => void answer.fetchNextPage?.()}
            why={answer.isFetchingNextPage ? "They are on their way." : undefined}
          >
            Show more
          </Button>
        </div>
      )}
    </div>
  );
}
