import { Button } from "./Button";
import style from "./ShowMore.module.css";

/** The button below a list that has more than is shown. */
export function ShowMore({
  of,
}: {
  of: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
}) {
  if (!of.hasNextPage) return null;
  return (
    <div className={style.more}>
      <Button
        why={of.isFetchingNextPage ? "It is on its way." : undefined}
        onClick={() => void of.fetchNextPage()}
      >
        Show more
      </Button>
    </div>
  );
}
