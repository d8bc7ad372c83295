import { Button } from "~/ui/Button";
import { counted } from "~/ui/words";

import style from "./Explore.module.css";
import { chosenCount, type Pick, type Selection } from "./grid/selection";

/** What is chosen, how to choose all that matches, and what to do with it. */
export function SelectionBar({
  selection,
  matching,
  loaded,
  onPick,
  onRemediate,
  onJudge,
  why,
  whyNoJudgement,
}: {
  selection: Selection;
  /** How many match, where it is known. */
  matching: number | undefined;
  /** How many of them are loaded. */
  loaded: number;
  onPick: (pick: Pick) => void;
  onRemediate: () => void;
  onJudge: () => void;
  /** Why nothing can be done with them. */
  why: string | undefined;
  whyNoJudgement: string | undefined;
}) {
  const count = chosenCount(selection, matching);
  if (count === 0 && selection.kind === "rows") return null;
  const without = selection.kind === "all" ? selection.without.size : 0;
  const number = count === undefined ? "All that match" : count.toLocaleString("en");
  return (
    <div className={style.selection} role="region" aria-label="Selection">
      <span role="status">
        <strong>{number}</strong>{" "}
        {count === undefined
          ? "are selected"
          : `${count === 1 ? "delivery" : "deliveries"} selected`}
        {selection.kind === "all" && (
          <span className={style.quiet}>
            {without > 0
              ? ` · all that match, without ${without.toLocaleString("en")}`
              : " · all that match"}
          </span>
        )}
      </span>
      {selection.kind === "rows" && selection.keys.size < loaded && (
        <span className={style.quiet}>of {counted(loaded, "row")} loaded</span>
      )}
      {selection.kind === "rows" && (matching === undefined || matching > selection.keys.size) && (
        <Button kind="quiet" onClick={() => onPick({ type: "all" })}>
          Select all {matching === undefined ? "" : `${matching.toLocaleString("en")} `}that match
        </Button>
      )}
      <Button kind="quiet" onClick={() => onPick({ type: "none" })}>
        Clear
      </Button>
      <span className={style.space} />
      <Button icon="shield" onClick={onJudge} why={whyNoJudgement ?? nothingLeft(count)}>
        Judge…
      </Button>
      <Button kind="main" icon="bolt" onClick={onRemediate} why={why ?? nothingLeft(count)}>
        Remediate…
      </Button>
    </div>
  );
}

function nothingLeft(count: number | undefined): string | undefined {
  return count === 0 ? "Nothing is left of the selection." : undefined;
}
