import { describe, expect, test } from "vitest";

import { slotsFor, type Slots } from "./slots";

const NONE: Slots = new Map();
const stretch = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n);
const slots = (rows: readonly number[], before: Slots) => [...slotsFor(rows, before).values()];

describe("elements of rows", () => {
  test("a row that stays keeps its own, and those that went draw those that come", () => {
    const before = slotsFor(stretch(0, 5), NONE);
    expect(slots(stretch(2, 5), before)).toEqual([2, 3, 4, 0, 1]);
  });

  test("a jump fills every element anew, in the order in which they stand", () => {
    const before = slotsFor(stretch(2, 5), slotsFor(stretch(0, 5), NONE));
    expect(slots(stretch(900, 5), before)).toEqual([...before.values()]);
  });

  test("no two rows share one, however the window grows, shrinks and jumps", () => {
    let now = NONE;
    for (const [from, count] of [
      [0, 30],
      [10, 42],
      [500, 12],
      [503, 60],
      [0, 41],
    ] as const) {
      now = slotsFor(stretch(from, count), now);
      expect(new Set(now.values()).size).toBe(count);
      expect([...now.keys()]).toEqual(stretch(from, count));
    }
  });
});
