import { useCallback, useMemo, useState, type RefObject } from "react";

import type { KeyIn } from "~/api/generated";

import { keyOf, type Row } from "../asking";
import type { Place } from "../grid/Grid";
import { has, type Pick, type Selection } from "../grid/selection";
import { keyText, nextSort, orderOf } from "../state";
import { RowsTab, type RowsGiven } from "./RowsTab";

type Props = RowsGiven & {
  sort: string | undefined;
  /** Grows when somebody asks anew. */
  seen: number;
  box: RefObject<HTMLDivElement | null>;
  open: KeyIn | undefined;
  selection: Selection;
  onPick: (pick: Pick) => void;
};

function wholeOf(selection: Selection, rows: number): "none" | "some" | "all" {
  if (selection.kind === "all") return selection.without.size > 0 ? "some" : "all";
  if (selection.keys.size === 0) return "none";
  return selection.keys.size >= rows ? "all" : "some";
}

/** Where the keyboard stands: in the open row where one is open, else where it was put. */
function usePlace(rows: readonly Row[], seen: number, text: string | undefined) {
  const [put, setPlace] = useState<Place>();
  const [asOf, setAsOf] = useState(seen);
  if (asOf !== seen) {
    setAsOf(seen);
    setPlace(undefined); // rows asked for anew are other ones
  }
  const was = put?.at;
  const at = useMemo(() => {
    const isOpen = (row: Row | undefined) => row !== undefined && keyText(keyOf(row)) === text;
    if (text === undefined) return was !== undefined && was < rows.length ? was : undefined;
    if (was !== undefined && isOpen(rows[was])) return was;
    const found = rows.findIndex(isOpen);
    return found < 0 ? undefined : found;
  }, [rows, text, was]);
  const column = put?.column ?? 0;
  const place = useMemo(() => (at === undefined ? undefined : { at, column }), [at, column]);
  return [place, setPlace] as const;
}

/** How rows are ticked, one by one, in stretches, and all at once. */
function useTicks(rows: readonly Row[], selection: Selection, onPick: (pick: Pick) => void) {
  const onTurn = useCallback(
    (at: number, stretch: boolean) => {
      const row = rows[at];
      if (!row) return;
      const keyAt = (one: number) => rows[one] && keyOf(rows[one]);
      onPick(stretch ? { type: "stretch", at, keyAt } : { type: "turn", at, key: keyOf(row) });
    },
    [rows, onPick],
  );
  const onAll = useCallback(() => onPick({ type: "all" }), [onPick]);
  const onNone = useCallback(() => onPick({ type: "none" }), [onPick]);
  const whole = wholeOf(selection, rows.length);
  return {
    has: (row: Row) => has(selection, keyOf(row)),
    whole,
    onTurn,
    onWhole: () =>
      whole === "none" ? onPick({ type: "loaded", keys: rows.map(keyOf) }) : onNone(),
    onAll,
    onNone,
  };
}

/** Deliveries, one in a row: to walk through, to open, to select. */
export function EmailTab({ sort, seen, box, open, selection, onPick, ...given }: Props) {
  const rows = given.answer.flat;
  const { onChange } = given;
  const openText = open && keyText(open);
  const [place, setPlace] = usePlace(rows, seen, openText);
  const ticks = useTicks(rows, selection, onPick);
  const onShow = useCallback(
    (at: number, follow: boolean) => {
      const row = rows[at];
      if (row) onChange({ open: keyText(keyOf(row)) }, { replace: follow });
    },
    [rows, onChange],
  );
  return (
    <RowsTab
      {...given}
      what="deliveries"
      box={box}
      clicks={false}
      place={place}
      onStand={setPlace}
      isShown={open !== undefined}
      onShow={onShow}
      isOpen={useCallback((row: Row) => keyText(keyOf(row)) === openText, [openText])}
      order={orderOf(sort)}
      onSort={(field) => onChange({ sort: nextSort(sort, field) })}
      ticks={ticks}
    />
  );
}
