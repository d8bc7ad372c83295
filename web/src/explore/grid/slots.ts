/** Which element draws which row: the row's place to the element's number, in the order drawn. */
export type Slots = ReadonlyMap<number, number>;

/**
 * Elements for the rows in sight. A row that stays keeps its own; one that comes in is drawn by that
 * of a row that went, whichever end it went at: elements are filled anew, not made anew, and seldom
 * moved.
 */
export function slotsFor(rows: readonly number[], before: Slots): Slots {
  const stay = new Set(rows);
  const free = [...before].filter(([row]) => !stay.has(row)).map(([, slot]) => slot);
  let fresh = Math.max(-1, ...before.values()) + 1;
  const next = rows.map((row) => [row, before.get(row) ?? free.shift() ?? fresh++] as const);
  return new Map(next);
}

/** The elements of one table: which draws what changes nothing that is seen, only what it takes. */
export class Pool {
  private slots: Slots = new Map();

  /** The elements for these rows; asked again for the same, they are the same. */
  fill(rows: readonly number[]): Slots {
    this.slots = slotsFor(rows, this.slots);
    return this.slots;
  }
}
