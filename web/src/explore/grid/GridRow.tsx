import { memo, type MouseEvent, type ReactNode } from "react";

import type { Row } from "../asking";
import type { Column } from "./columns";
import style from "./Grid.module.css";

const DOTS = 24; // pixels, as in the style sheet

/** Shows what can be done with a value of a cell: the one that was pressed, where a cell has several. */
export type Verbs = (field: string, row: Row, anchor: Element, value?: string) => void;

type Props = {
  at: number;
  top: number;
  /** Nothing for one that is on its way. */
  row: Row | undefined;
  columns: readonly Column[];
  cell: (field: string, row: Row) => ReactNode;
  chosen: boolean | undefined;
  open: boolean;
  /** The column where the keyboard stands, when it stands in this row. */
  column: number | undefined;
  onOpen: (at: number) => void;
  onTurn: ((at: number, stretch: boolean) => void) | undefined;
  onVerbs: Verbs | undefined;
};

/** The cell that was pressed, its field, and the value of several. */
function pressed(event: MouseEvent, columns: readonly Column[]) {
  const target = event.target instanceof Element ? event.target : null;
  const cell = target?.closest("[data-column]");
  const column = columns[Number(cell?.getAttribute("data-column") ?? -1)];
  const value = target?.closest("[data-value]")?.getAttribute("data-value") ?? undefined;
  return cell && column ? { cell, field: column.field, value } : undefined;
}

/** Whether the dots at the end of a cell were pressed: drawn by the style sheet, for 40 rows at once. */
function onDots(event: MouseEvent, cell: Element): boolean {
  return event.clientX > cell.getBoundingClientRect().right - DOTS;
}

function Tick({ at, chosen, onTurn }: Pick<Props, "at" | "chosen" | "onTurn">) {
  return (
    <div role="gridcell" className={style.tick}>
      <input
        type="checkbox"
        tabIndex={-1}
        aria-label={`Select row ${at + 1}`}
        checked={chosen ?? false}
        onChange={() => undefined}
        onClick={(event) => {
          event.stopPropagation();
          onTurn?.(at, event.shiftKey);
        }}
      />
    </div>
  );
}

function cellLook(column: Column, verbs: boolean): string {
  return [style.cell, column.number && style.number, verbs && style.verbs]
    .filter(Boolean)
    .join(" ");
}

function Drawn(props: Props) {
  const { at, top, row, columns, cell, chosen, open, column, onOpen, onTurn, onVerbs } = props;
  const place = { transform: `translateY(${top}px)` };
  if (!row)
    return (
      <div className={style.row} style={place} aria-hidden="true">
        {chosen !== undefined && <div />}
        {columns.map((one) => (
          <div key={one.field} className={style.cell}>
            <div className={style.coming} />
          </div>
        ))}
      </div>
    );
  const verbs = (event: MouseEvent) => {
    const hit = pressed(event, columns);
    if (!hit || !onVerbs) return;
    event.preventDefault();
    onVerbs(hit.field, row, hit.cell, hit.value);
  };
  const click = (event: MouseEvent) => {
    const hit = pressed(event, columns);
    if (hit && onVerbs && onDots(event, hit.cell)) onVerbs(hit.field, row, hit.cell, hit.value);
    else if (!globalThis.getSelection()?.toString()) onOpen(at);
  };
  return (
    // The keys of a row are the table's: it has the focus.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={`row-${at}`}
      role="row"
      className={style.row}
      style={place}
      data-at={at}
      data-open={open || undefined}
      data-here={column !== undefined || undefined}
      aria-rowindex={at + 2}
      aria-selected={chosen}
      onClick={click}
      onContextMenu={verbs}
    >
      {chosen !== undefined && <Tick at={at} chosen={chosen} onTurn={onTurn} />}
      {columns.map((one, place_) => (
        <div
          key={one.field}
          role="gridcell"
          className={cellLook(one, onVerbs !== undefined)}
          data-column={place_}
          data-here={column === place_ || undefined}
        >
          {cell(one.field, row)}
        </div>
      ))}
    </div>
  );
}

/** One row; drawn anew only when something of it has changed. */
export const GridRow = memo(Drawn);
