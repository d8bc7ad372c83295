import { useRef, type PointerEvent } from "react";

import { Icon } from "~/ui/Icon";

import type { Order } from "../state";
import type { Column } from "./columns";
import style from "./Grid.module.css";

export type Whole = "none" | "some" | "all";

type Head = {
  columns: readonly Column[];
  order: Order | undefined;
  onSort: ((field: string) => void) | undefined;
  onWidth: (field: string, width: number) => void;
  ticks?: { whole: Whole; onWhole: () => void } | undefined;
};

const STEP = 16; // pixels by which a key makes a column wider

/** As wide as it is drawn: one that grows may be wider than it is said to be. */
function widthOf(edge: Element, column: Column): number {
  return edge.parentElement?.clientWidth ?? column.width;
}

/** Drags the right edge of a column. */
function Edge({ column, onWidth }: { column: Column; onWidth: Head["onWidth"] }) {
  const began = useRef<{ x: number; width: number } | undefined>(undefined);
  const move = (event: PointerEvent) => {
    if (began.current) onWidth(column.field, began.current.width + event.clientX - began.current.x);
  };
  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={`Width of ${column.label}`}
      aria-valuenow={column.width}
      tabIndex={0}
      className={style.edge}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        began.current = { x: event.clientX, width: widthOf(event.currentTarget, column) };
      }}
      onPointerMove={move}
      onPointerUp={() => (began.current = undefined)}
      onPointerCancel={() => (began.current = undefined)}
      onKeyDown={(event) => {
        const by = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
        if (by === undefined) return;
        event.preventDefault();
        onWidth(column.field, widthOf(event.currentTarget, column) + by);
      }}
    />
  );
}

function Name({ column, order, onSort }: { column: Column } & Pick<Head, "order" | "onSort">) {
  const sorted = order?.field === column.field;
  if (!onSort)
    return (
      <span className={style.name} title={column.label}>
        <span>{column.head}</span>
      </span>
    );
  return (
    <button
      type="button"
      className={style.name}
      title={`Sort by ${column.label}`}
      onClick={() => onSort(column.field)}
    >
      <span>{column.head}</span>
      {sorted && <Icon name={order.down ? "down" : "up"} size={12} />}
    </button>
  );
}

function sortedHow(column: Column, { order, onSort }: Head) {
  if (!onSort) return;
  if (order?.field !== column.field) return "none" as const;
  return order.down ? ("descending" as const) : ("ascending" as const);
}

/** The names of the columns: they stay in sight, sort, and are as wide as somebody drags them. */
export function GridHead(props: Head) {
  const { columns, ticks, onWidth } = props;
  return (
    <div className={style.headGroup} role="rowgroup">
      <div role="row" className={style.head} aria-rowindex={1}>
        {ticks && (
          <div role="columnheader" className={style.tick} aria-label="Selected">
            <input
              type="checkbox"
              aria-label="Select all rows that are loaded"
              checked={ticks.whole === "all"}
              ref={(box) => {
                if (box) box.indeterminate = ticks.whole === "some";
              }}
              onChange={ticks.onWhole}
            />
          </div>
        )}
        {columns.map((column) => (
          <div
            key={column.field}
            role="columnheader"
            aria-sort={sortedHow(column, props)}
            className={column.number ? `${style.columnHead} ${style.number}` : style.columnHead}
          >
            <Name column={column} order={props.order} onSort={props.onSort} />
            <Edge column={column} onWidth={onWidth} />
          </div>
        ))}
      </div>
    </div>
  );
}
