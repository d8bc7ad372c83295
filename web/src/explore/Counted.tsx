import { counted } from "~/ui/words";

import type { Answers } from "./useAnswers";
import style from "./Explore.module.css";

/** How many there are, said exactly or not at all, and how long it took to know. */
export function Counted({ answers }: { answers: Answers }) {
  const { total, whole, count, rows, clicks } = answers;
  if (total === undefined)
    return (
      <span className={style.count} role="status">
        {count.isError
          ? "How many there are could not be counted"
          : count.isFetching
            ? "Counting …"
            : ""}
      </span>
    );
  const took = whole ? rows.took : count.data?.took;
  const exact = whole || (count.data?.exact ?? true);
  const said = clicks ? counted(total, "click") : counted(total, "delivery", "deliveries");
  const first =
    rows.took === undefined ? "" : ` The first rows were there after ${Math.round(rows.took)} ms.`;
  return (
    <span
      className={style.count}
      role="status"
      title={`${exact ? "Counted, not estimated." : "An estimate."}${first}`}
    >
      <strong>{exact ? said : `about ${said}`}</strong>
      {took !== undefined && (
        <span className={style.took}>{Math.round(took).toLocaleString("en")} ms</span>
      )}
    </span>
  );
}
