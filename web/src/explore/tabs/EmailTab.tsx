import { useCallback, useMemo, useRef, useState } from "react";

import type { FieldOut, KeyIn } from "~/api/generated";
import { prefer, usePreferences } from "~/shell/preferences";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { useZone } from "~/shell/Time";
import { Waiting } from "~/ui/Notice";

import type { Row, useRows } from "../asking";
import { Cell, fieldsKnown } from "../grid/Cells";
import { fitting, type Column } from "../grid/columns";
import { Grid, type Place } from "../grid/Grid";
import type { Verbs } from "../grid/GridRow";
import { has, type Pick, type Selection } from "../grid/selection";
import { keyText, nextSort, orderOf, type Ask, type Explore } from "../state";
import { EmptyList } from "./Listing";
import { NothingFound } from "./NothingFound";
import style from "./Tabs.module.css";
import { useGridKeys } from "./useGridKeys";

type Props = {
  answer: ReturnType<typeof useRows>;
  ask: Ask;
  columns: readonly Column[];
  fields: readonly FieldOut[];
  sort: string | undefined;
  total: number | undefined;
  open: KeyIn | undefined;
  selection: Selection;
  onPick: (pick: Pick) => void;
  onVerbs: Verbs | undefined;
  onChange: (part: Explore, how?: { replace?: boolean }) => void;
};

/** The delivery that a row is. */
export function keyOf(row: Row): KeyIn {
  return {
    network_message_id: String(row["network_message_id"] ?? ""),
    recipient: String(row["recipient"] ?? ""),
  };
}

function wholeOf(selection: Selection, rows: number): "none" | "some" | "all" {
  if (selection.kind === "all") return selection.without.size > 0 ? "some" : "all";
  if (selection.keys.size === 0) return "none";
  return selection.keys.size >= rows ? "all" : "some";
}

/** Where the keyboard stands: in the open row where one is open, else where it was put. */
function usePlace(rows: readonly Row[], open: KeyIn | undefined) {
  const [put, setPlace] = useState<Place>();
  const text = open && keyText(open);
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

/** Deliveries, one in a row: to walk through, to open, to select. */
export function EmailTab(props: Props) {
  const { answer, ask, columns, fields, sort, total, open, selection, onPick, onChange } = props;
  const { density, widths } = usePreferences();
  const zone = useZone();
  const box = useRef<HTMLDivElement>(null);
  const rows = answer.flat;
  const known = useMemo(() => fieldsKnown(fields), [fields]);
  const [place, setPlace] = usePlace(rows, open);
  const cell = useCallback(
    (field: string, row: Row) => <Cell field={field} row={row} fields={known} zone={zone} />,
    [known, zone],
  );
  const show = useCallback(
    (at: number, follow: boolean) => {
      const row = rows[at];
      if (row) onChange({ open: keyText(keyOf(row)) }, { replace: follow });
    },
    [rows, onChange],
  );
  const isShown = open !== undefined;
  const go = useCallback(
    (to: Place) => {
      setPlace(to);
      if (isShown && to.at !== place?.at) show(to.at, true);
    },
    [isShown, place?.at, setPlace, show],
  );
  const onOpen = useCallback(
    (at: number) => {
      setPlace((now) => ({ at, column: now?.column ?? 0 }));
      show(at, isShown);
    },
    [isShown, setPlace, show],
  );
  const turn = useCallback(
    (at: number, stretch: boolean) => {
      const row = rows[at];
      if (!row) return;
      const keyAt = (one: number) => rows[one] && keyOf(rows[one]);
      onPick(stretch ? { type: "stretch", at, keyAt } : { type: "turn", at, key: keyOf(row) });
    },
    [rows, onPick],
  );
  const column = place?.column ?? 0;
  useGridKeys({
    box,
    at: place?.at,
    rows: rows.length,
    onMove: useCallback((at: number) => go({ at, column }), [go, column]),
    onTurn: turn,
    onAll: useCallback(() => onPick({ type: "all" }), [onPick]),
    onNone: useCallback(() => onPick({ type: "none" }), [onPick]),
  });
  const openText = open && keyText(open);
  const isOpen = useCallback((row: Row) => keyText(keyOf(row)) === openText, [openText]);
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = answer;
  const onMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  if (answer.isPending) return <Waiting what="deliveries" lines={6} />;
  if (answer.isError && rows.length === 0)
    return (
      <div className={style.alone}>
        <ProblemNotice error={answer.error} onRetry={() => void answer.refetch()} />
      </div>
    );
  if (rows.length === 0)
    return (
      <EmptyList what="Deliveries">
        <NothingFound what="deliveries" clicks={false} ask={ask} onAsk={onChange} />
      </EmptyList>
    );
  return (
    <div className={style.grid}>
      <Grid
        label="Deliveries"
        box={box}
        columns={columns}
        rows={rows}
        total={total}
        more={hasNextPage}
        onMore={onMore}
        stale={answer.isPlaceholderData}
        dense={density === "dense"}
        order={orderOf(sort)}
        onSort={(field) => onChange({ sort: nextSort(sort, field) })}
        onWidth={(field, width) => prefer({ widths: { ...widths, [field]: fitting(width) } })}
        cell={cell}
        place={place}
        onPlace={go}
        isOpen={isOpen}
        onOpen={onOpen}
        onVerbs={props.onVerbs}
        ticks={{
          has: (row) => has(selection, keyOf(row)),
          whole: wholeOf(selection, rows.length),
          onTurn: turn,
          onWhole: () =>
            onPick(
              wholeOf(selection, rows.length) === "none"
                ? { type: "loaded", keys: rows.map(keyOf) }
                : { type: "none" },
            ),
        }}
      />
      {answer.isFetchNextPageError && (
        <ProblemNotice error={answer.error} onRetry={() => void fetchNextPage()} />
      )}
    </div>
  );
}
