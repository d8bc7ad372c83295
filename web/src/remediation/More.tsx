import { Button } from "~/ui/Button";

import style from "./Remediation.module.css";

/** The next page of a list, where there is one. */
export function More({
  found,
}: {
  found: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
}) {
  if (!found.hasNextPage) return null;
  return (
    <div className={style.more}>
      <Button
        why={found.isFetchingNextPage ? "They are on their way." : undefined}
        onClick={() => void found.fetchNextPage()}
      >
        Show more
      </Button>
    </div>
  );
}
