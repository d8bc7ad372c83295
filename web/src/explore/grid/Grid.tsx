import { useVirtualizer } from "@tanstack/react-virtual";
import {
  useEffect,
  useState,
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
} from "react";

import type { Row } from "../asking";
import type { Order } from "../state";
import { tracks, type Column } from "./columns";
import style from "./Grid.module.css";
import { GridHead, type Whole } from "./GridHead";
import { GridRow, type Verbs } from "./GridRow";
import { Pool } from "./slots";

const AHEAD = 400; // rows before the end at which the next page is asked for
const OVER = 6; // rows drawn beyond either edge: as many again are filled with each jump
const TAIL = 8; // empty rows that show that more is on its way

/** Where the keyboard stands: a row and one of its columns, counted from 0. */
export type Place = { at: number; column: number };

export type GridProps = {
  label: string;
  /** Where the rows are, for whoever moves the focus there. */
  box: RefObject<HTMLDivElement | null>;
  columns: readonly Column[];
  rows: readonly Row[];
  /** How many there are in all, where it is known. */
  total: number | undefined;
  /** Whether more can be asked for. */
  more: boolean;
  onMore: () => void;
  /** What is shown is not yet what was asked for. */
  stale: boolean;
  dense: boolean;
  order: Order | undefined;
  onSort: ((field: string) => void) | undefined;
  onWidth: (field: string, width: number) => void;
  cell: (field: string, row: Row) => ReactNode;
  place: Place | undefined;
  onPlace: (place: Place) => void;
  /** The row that is open beside the table. */
  isOpen: (row: Row) => boolean;
  onOpen: (at: number) => void;
  /** The verbs of a value, at the element that shows it. */
  onVerbs?: Verbs | undefined;
  ticks?: Ticks | undefined;
};

/** Rows that can be ticked. */
export type Ticks = {
  has: (row: Row) => boolean;
  whole: Whole;
  onTurn: (at: number, stretch: boolean) => void;
  onWhole: () => void;
};

/** The element of a cell, for what opens there. */
function cellOf(box: Element | null, place: Place): Element | null {
  return box?.querySelector(`[data-at="${place.at}"] [data-column="${place.column}"]`) ?? null;
}

function useRowsInSight(props: GridProps, height: number) {
  const { rows, more, onMore, box, place } = props;
  // oxlint-disable-next-line react/incompatible-library -- no compiler memoises here
  const virtual = useVirtualizer({
    count: rows.length + (more ? TAIL : 0),
    getScrollElement: () => box.current,
    estimateSize: () => height,
    overscan: OVER,
    scrollPaddingStart: height,
    scrollPaddingEnd: height,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= rows.length - AHEAD) onMore();
  }, [more, last, rows.length, onMore]);
  useEffect(() => virtual.measure(), [virtual, height]);
  const at = place?.at;
  useEffect(() => {
    if (at !== undefined) virtual.scrollToIndex(at, { align: "auto" });
  }, [virtual, at]);
  return { items, size: virtual.getTotalSize() };
}

/** The keys that mean something while the table has the focus; the others are commands of the page. */
function keyed(event: KeyboardEvent, props: GridProps): boolean {
  const { rows, place, columns, onPlace, onOpen, onVerbs, box } = props;
  const now = place ?? { at: -1, column: 0 };
  const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / 40));
  const rowsBy: Record<string, number> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
  };
  const by = rowsBy[event.key];
  const far = { Home: 0, End: rows.length - 1 }[event.key];
  if (by !== undefined || far !== undefined) {
    const to = far ?? now.at + (by ?? 0);
    if (rows.length > 0) onPlace({ ...now, at: Math.max(0, Math.min(rows.length - 1, to)) });
  } else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
    const to = now.column + (event.key === "ArrowRight" ? 1 : -1);
    onPlace({ at: Math.max(0, now.at), column: Math.max(0, Math.min(columns.length - 1, to)) });
  } else if (event.key === "Enter" && place) {
    onOpen(place.at);
  } else if ((event.key === "ContextMenu" || event.key === "v") && place && onVerbs) {
    const [column, row, anchor] = [
      columns[place.column],
      rows[place.at],
      cellOf(box.current, place),
    ];
    if (column && row && anchor) onVerbs(column.field, row, anchor);
  } else {
    return false;
  }
  return true;
}

/** With the header; -1 says that nobody knows yet (WAI-ARIA 1.2, aria-rowcount). */
function rowCount({ total, more, rows }: GridProps): number {
  if (total !== undefined) return total + 1;
  return more ? -1 : rows.length + 1;
}

/** A table of any length: only the rows in sight are drawn. */
export function Grid(props: GridProps) {
  const { label, box, columns, rows, stale, dense, ticks, place } = props;
  const height = dense ? 28 : 36;
  const { items, size } = useRowsInSight(props, height);
  const [pool] = useState(() => new Pool());
  const slots = pool.fill(items.map((item) => item.index));
  const sizes = { "--tracks": tracks(columns, ticks !== undefined), "--row-height": `${height}px` };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== box.current) return;
    if (!keyed(event, props)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={box}
      className={`${style.box} ${stale ? style.stale : ""}`}
      role="grid"
      aria-label={label}
      aria-rowcount={rowCount(props)}
      aria-colcount={columns.length}
      aria-busy={stale}
      aria-multiselectable={ticks ? true : undefined}
      aria-activedescendant={place && rows[place.at] ? `row-${place.at}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div className={style.inner} style={sizes as CSSProperties}>
        <GridHead {...props} />
        <div className={style.rows} style={{ height: size }} role="rowgroup">
          {items.map((item) => (
            <GridRow
              key={slots.get(item.index)}
              at={item.index}
              top={item.start}
              row={rows[item.index]}
              columns={columns}
              cell={props.cell}
              chosen={ticks && rows[item.index] ? ticks.has(rows[item.index] ?? {}) : undefined}
              open={rows[item.index] ? props.isOpen(rows[item.index] ?? {}) : false}
              column={place?.at === item.index ? place.column : undefined}
              onOpen={props.onOpen}
              onTurn={ticks?.onTurn}
              onVerbs={props.onVerbs}
            />
          ))}
        </div>
      </div>
    </div>
  );
}
