import { useCallback, useMemo, useRef, useState } from "react";

import type { FieldOut } from "~/api/generated";
import { prefer, usePreferences } from "~/shell/preferences";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { useZone } from "~/shell/Time";
import { Waiting } from "~/ui/Notice";

import type { Row, useRows } from "../asking";
import { Cell, fieldsKnown } from "../grid/Cells";
import { fitting, type Column } from "../grid/columns";
import { Grid, type Place } from "../grid/Grid";
import type { Verbs } from "../grid/GridRow";
import type { Ask, Explore } from "../state";
import { keyText } from "../state";
import { keyOf } from "./EmailTab";
import { EmptyList } from "./Listing";
import { NothingFound } from "./NothingFound";
import style from "./Tabs.module.css";
import { useGridKeys } from "./useGridKeys";

/** Clicks on links, the newest first; one opens the mail that it was on. */
export function ClicksTab({
  answer,
  ask,
  clicks,
  columns,
  fields,
  total,
  open,
  onVerbs,
  onChange,
}: {
  answer: ReturnType<typeof useRows>;
  ask: Ask;
  /** Whether the view's filter is about clicks. */
  clicks: boolean;
  columns: readonly Column[];
  fields: readonly FieldOut[];
  total: number | undefined;
  open: string | undefined;
  onVerbs: Verbs | undefined;
  onChange: (part: Explore, how?: { replace?: boolean }) => void;
}) {
  const { density, widths } = usePreferences();
  const zone = useZone();
  const box = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<Place>();
  const rows = answer.flat;
  const known = useMemo(() => fieldsKnown(fields), [fields]);
  const cell = useCallback(
    (field: string, row: Row) => <Cell field={field} row={row} fields={known} zone={zone} />,
    [known, zone],
  );
  const onOpen = useCallback(
    (at: number) => {
      const row = rows[at];
      setPlace((now) => ({ at, column: now?.column ?? 0 }));
      // Not every click is on a mail that is known.
      if (row?.["network_message_id"])
        onChange({ open: keyText(keyOf(row)) }, { replace: open !== undefined });
    },
    [rows, open, onChange],
  );
  const go = useCallback(
    (to: Place) => {
      setPlace(to);
      if (open !== undefined && to.at !== place?.at) onOpen(to.at);
    },
    [open, place?.at, onOpen],
  );
  const column = place?.column ?? 0;
  useGridKeys({
    box,
    at: place?.at,
    rows: rows.length,
    onMove: useCallback((at: number) => go({ at, column }), [go, column]),
  });
  const here = place?.at;
  const isOpen = useCallback(
    (row: Row) =>
      open !== undefined &&
      keyText(keyOf(row)) === open &&
      (here === undefined || rows[here] === row),
    [open, here, rows],
  );
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = answer;
  const onMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  if (answer.isPending) return <Waiting what="clicks" lines={6} />;
  if (answer.isError && rows.length === 0)
    return (
      <div className={style.alone}>
        <ProblemNotice error={answer.error} onRetry={() => void answer.refetch()} />
      </div>
    );
  if (rows.length === 0)
    return (
      <EmptyList what="Clicks">
        <NothingFound what="clicks" clicks={clicks} ask={ask} onAsk={onChange} />
      </EmptyList>
    );
  return (
    <div className={style.grid}>
      <Grid
        label="Clicks"
        box={box}
        columns={columns}
        rows={rows}
        total={total}
        more={hasNextPage}
        onMore={onMore}
        stale={answer.isPlaceholderData}
        dense={density === "dense"}
        order={undefined}
        onSort={undefined}
        onWidth={(field, width) => prefer({ widths: { ...widths, [field]: fitting(width) } })}
        cell={cell}
        place={place}
        onPlace={go}
        isOpen={isOpen}
        onOpen={onOpen}
        onVerbs={onVerbs}
      />
      {answer.isFetchNextPageError && (
        <ProblemNotice error={answer.error} onRetry={() => void fetchNextPage()} />
      )}
    </div>
  );
}
