import { useCallback, useMemo, useRef, type RefObject } from "react";

import type { FieldOut } from "~/api/generated";
import { prefer, usePreferences } from "~/shell/preferences";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { useZone } from "~/shell/Time";
import { Waiting } from "~/ui/Notice";
import { worded } from "~/ui/words";

import type { Row, useRows } from "../asking";
import { cellOf, fieldsKnown } from "../grid/Cells";
import { fitting, type Column } from "../grid/columns";
import { Grid, type Ticks } from "../grid/Grid";
import type { Verbs } from "../grid/GridRow";
import type { Ask, Explore, Order } from "../state";
import { EmptyList } from "./Listing";
import { NothingFound } from "./NothingFound";
import style from "./Tabs.module.css";
import { useGridKeys } from "./useGridKeys";
import { useWalk, type Walk } from "./useWalk";

/** What a tab with a table of rows is given, whether these are deliveries or clicks. */
export type RowsGiven = {
  answer: ReturnType<typeof useRows>;
  ask: Ask;
  columns: readonly Column[];
  fields: readonly FieldOut[];
  total: number | undefined;
  onVerbs: Verbs | undefined;
  onChange: (part: Explore, how?: { replace?: boolean }) => void;
};

type Props = RowsGiven &
  Walk & {
    what: "deliveries" | "clicks";
    /** Where the rows are, for whoever moves the focus there. */
    box?: RefObject<HTMLDivElement | null>;
    /** Whether the view's filter is about clicks. */
    clicks: boolean;
    isOpen: (row: Row) => boolean;
    order?: Order | undefined;
    onSort?: ((field: string) => void) | undefined;
    ticks?: (Ticks & { onAll: () => void; onNone: () => void }) | undefined;
  };

/** Draws the values of a row by what is known of their fields. */
function useCell(fields: readonly FieldOut[]) {
  const zone = useZone();
  const known = useMemo(() => fieldsKnown(fields), [fields]);
  return useCallback((field: string, row: Row) => cellOf(field, row, known, zone), [known, zone]);
}

/** Asks for the next page, unless it is on its way, has failed, or is not there. */
function useMore(answer: RowsGiven["answer"]) {
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = answer;
  return useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
}

/** A table of rows to walk through; or why there is none. */
export function RowsTab(props: Props) {
  const { what, clicks, answer, ask, onChange } = props;
  if (answer.isPending) return <Waiting what={what} lines={6} />;
  if (answer.flat.length > 0) return <Rows {...props} />;
  if (answer.isError)
    return (
      <div className={style.alone}>
        <ProblemNotice error={answer.error} onRetry={() => void answer.refetch()} />
      </div>
    );
  return (
    <EmptyList what={worded(what)}>
      <NothingFound what={what} clicks={clicks} ask={ask} onAsk={onChange} />
    </EmptyList>
  );
}

function Rows(props: Props) {
  const { answer, place, ticks } = props;
  const { density, widths } = usePreferences();
  const own = useRef<HTMLDivElement>(null);
  const box = props.box ?? own;
  const cell = useCell(props.fields);
  const onMore = useMore(answer);
  const { go, onOpen } = useWalk(props);
  const column = place?.column ?? 0;
  useGridKeys({
    box,
    at: place?.at,
    rows: answer.flat.length,
    onMove: useCallback((at: number) => go({ at, column }), [go, column]),
    onTurn: ticks?.onTurn,
    onAll: ticks?.onAll,
    onNone: ticks?.onNone,
  });
  return (
    <div className={style.grid}>
      <Grid
        label={worded(props.what)}
        box={box}
        columns={props.columns}
        rows={answer.flat}
        total={props.total}
        more={answer.hasNextPage}
        onMore={onMore}
        stale={answer.isPlaceholderData}
        dense={density === "dense"}
        order={props.order}
        onSort={props.onSort}
        onWidth={(field, width) => prefer({ widths: { ...widths, [field]: fitting(width) } })}
        cell={cell}
        place={place}
        onPlace={go}
        isOpen={props.isOpen}
        onOpen={onOpen}
        onVerbs={props.onVerbs}
        ticks={ticks}
      />
      {answer.isFetchNextPageError && (
        <ProblemNotice error={answer.error} onRetry={() => void answer.fetchNextPage()} />
      )}
    </div>
  );
}
