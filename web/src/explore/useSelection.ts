import { useCallback, useState } from "react";

import type { Choice } from "~/remediation/choice";

import { NOTHING, pick, type Pick, type Selection } from "./grid/selection";
import type { Ask } from "./state";

/** What is selected of the rows of one question; another question begins with nothing. */
export function useSelection(ask: Ask) {
  const [picked, setPicked] = useState({ of: ask, selection: NOTHING });
  const onPick = useCallback(
    (one: Pick) =>
      setPicked((now) => ({
        of: ask,
        selection: pick(now.of === ask ? now.selection : NOTHING, one),
      })),
    [ask],
  );
  return { selection: picked.of === ask ? picked.selection : NOTHING, onPick };
}

/** The selection as what a remediation is prepared for. */
export function choiceOf(selection: Selection, ask: Ask, matching: number | undefined): Choice {
  if (selection.kind === "rows") return { kind: "rows", keys: [...selection.keys.values()] };
  return {
    kind: "filter",
    filter: ask.filter,
    view: ask.view,
    since: ask.since || undefined,
    until: ask.until || undefined,
    excluded: [...selection.without.values()],
    count: matching ?? 0,
  };
}
