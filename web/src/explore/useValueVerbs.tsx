import { useCallback, useMemo, useState, type ReactNode } from "react";

import { ValueMenuAt } from "~/filter/ValueMenu";
import type { FilterVerbs } from "~/filter/verbs";

import type { Row } from "./asking";
import { turned } from "./grid/columns";
import { columnsText } from "./grid/columns";
import type { Explore } from "./state";

type Asked = { field: string; value: string | null; anchor: Element };

/** What menus of values do here: ask another filter, chart by a field, show it as a column. */
export function useFilterVerbs(
  filter: string,
  view: string,
  columns: readonly string[],
  usual: readonly string[],
  onChange: (part: Explore) => void,
): FilterVerbs {
  return useMemo(
    () => ({
      text: filter,
      view,
      change: (text: string) => onChange({ filter: text || undefined, group: undefined }),
      pivot: (field: string) => onChange({ pivot: field }),
      column: (field: string) => {
        if (!columns.includes(field))
          onChange({ columns: columnsText(turned(columns, field), usual) });
      },
    }),
    [filter, view, columns, usual, onChange],
  );
}

/** One menu for all values of the page's tables: it opens at whichever was asked about. */
export function useValueMenu() {
  const [asked, setAsked] = useState<Asked>();
  const ofValue = useCallback(
    (field: string, value: string, anchor: Element) => setAsked({ field, value, anchor }),
    [],
  );
  const ofCell = useCallback((field: string, row: Row, anchor: Element, value?: string) => {
    const held = row[field];
    const first: unknown = Array.isArray(held) ? held[0] : held;
    const told = value ?? (first === null || first === undefined ? null : String(first));
    setAsked({ field, value: told, anchor });
  }, []);
  const menu: ReactNode = asked && (
    <ValueMenuAt
      key={`${asked.field} ${asked.value}`}
      field={asked.field}
      value={asked.value}
      anchor={asked.anchor}
      onClose={() => setAsked(undefined)}
    />
  );
  return { menu, ofCell, ofValue };
}
