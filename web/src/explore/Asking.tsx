import { memo, useCallback, useMemo } from "react";

import { Chips } from "~/filter/Chips";
import { FilterLine } from "~/filter/FilterLine";
import type { Range } from "~/filter/range";
import { TimeRange } from "~/filter/TimeRange";

import style from "./Explore.module.css";
import type { Kept } from "./queries/keeping";
import { SavedQueries } from "./queries/SavedQueries";
import type { Ask, Explore } from "./state";

/** What is asked, and of when: the filter as text and as chips, the range, and queries kept for later. */
export const Asking = memo(function Asking({
  state,
  ask,
  onChange,
  onReset,
}: {
  state: Explore;
  ask: Ask;
  onChange: (part: Explore) => void;
  onReset: (state: Explore) => void;
}) {
  const { since, until } = state;
  const range = useMemo<Range>(() => ({ since, until }), [since, until]);
  const onRange = useCallback(
    (next: Range) => onChange({ since: next.since, until: next.until }),
    [onChange],
  );
  const kept = { ...range, filter: ask.filter, view: ask.view, sort: state.sort };
  const columns = state.columns?.split(",");
  return (
    <div className={style.asking}>
      <div className={style.question}>
        <div className={style.line}>
          <FilterLine
            text={ask.filter}
            view={ask.view}
            since={ask.since || undefined}
            until={ask.until || undefined}
            onSubmit={(filter) => onChange({ filter: filter || undefined })}
          />
        </div>
        <TimeRange range={range} onChange={onRange} />
        <SavedQueries now={{ ...kept, columns }} onOpen={(query) => onReset(stateOf(query))} />
      </div>
      <Chips
        text={ask.filter}
        view={ask.view}
        off={state.off}
        onChange={({ text, off }) => onChange({ filter: text || undefined, off: off || undefined })}
      />
    </div>
  );
});

/** The address of a query that was kept. */
function stateOf({ filter, view, since, until, sort, columns }: Kept): Explore {
  return { filter: filter || undefined, view, since, until, sort, columns: columns?.join(",") };
}
