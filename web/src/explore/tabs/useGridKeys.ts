import { useMemo, type RefObject } from "react";

import { useCommands, type Command } from "~/shell/commands";

/** What the keys of a table do. */
type Does = {
  box: RefObject<HTMLDivElement | null>;
  at: number | undefined;
  rows: number;
  onMove: (at: number) => void;
  onTurn?: ((at: number, stretch: boolean) => void) | undefined;
  onAll?: (() => void) | undefined;
  onNone?: (() => void) | undefined;
};

/** `j` and `k` walk through the rows from anywhere on the page; `x` selects. */
export function useGridKeys({ box, at, rows, onMove, onTurn, onAll, onNone }: Does): void {
  const commands = useMemo<Command[]>(() => {
    const move = (by: number) => () => {
      if (rows === 0) return;
      box.current?.focus({ preventScroll: true });
      onMove(Math.max(0, Math.min(rows - 1, (at ?? (by > 0 ? -1 : rows)) + by)));
    };
    const walk: Command[] = [
      { id: "next", says: "Next row", group: "Rows", keys: "j", icon: "down", run: move(1) },
      { id: "previous", says: "Row before", group: "Rows", keys: "k", icon: "up", run: move(-1) },
    ];
    if (!onTurn) return walk;
    const turn = (stretch: boolean) => () => at !== undefined && onTurn(at, stretch);
    return [
      ...walk,
      {
        id: "select",
        says: "Select the row",
        group: "Rows",
        keys: "x",
        icon: "check",
        run: turn(false),
      },
      {
        id: "stretch",
        says: "Select up to the row",
        group: "Rows",
        keys: "X",
        icon: "check",
        run: turn(true),
      },
      {
        id: "all",
        says: "Select all that match",
        group: "Rows",
        keys: "a",
        icon: "check",
        run: () => onAll?.(),
      },
      {
        id: "none",
        says: "Select nothing",
        group: "Rows",
        keys: "A",
        icon: "minus",
        run: () => onNone?.(),
      },
    ];
  }, [box, at, rows, onMove, onTurn, onAll, onNone]);
  useCommands(commands);
}
