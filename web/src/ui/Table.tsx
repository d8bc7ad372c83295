import type { ReactNode } from "react";

import style from "./Table.module.css";

export type Column<Row> = {
  name: string;
  shown: (row: Row) => ReactNode;
  number?: boolean;
};

/** A table of what is known whole: people, tokens, lists. Long ones are `explore`'s. */
export function Table<Row>({
  label,
  columns,
  rows,
  keyOf,
  open,
}: {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  /** The key of the row that is open beside it. */
  open?: string | undefined;
}) {
  return (
    <div className={style.scroll} tabIndex={0} role="region" aria-label={label}>
      <table className={style.table} aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col" className={column.number ? style.number : ""}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} data-open={open === keyOf(row) || undefined}>
              {columns.map((column) => (
                <td key={column.name} className={column.number ? style.number : ""}>
                  {column.shown(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
