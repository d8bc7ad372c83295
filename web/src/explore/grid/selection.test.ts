import { describe, expect, test } from "vitest";

import { chosenCount, has, NOTHING, pick } from "./selection";

const key = (at: number) => ({ network_message_id: `m-${at}`, recipient: "bob@example.org" });
const chosen = (selection: ReturnType<typeof pick>) =>
  [0, 1, 2, 3, 4].filter((at) => has(selection, key(at)));

describe("a selection", () => {
  test("a row is chosen, and let go", () => {
    const one = pick(NOTHING, { type: "turn", at: 1, key: key(1) });
    expect(chosen(one)).toEqual([1]);
    expect(chosen(pick(one, { type: "turn", at: 1, key: key(1) }))).toEqual([]);
  });

  test("a stretch goes from the last row to this one, upwards too", () => {
    const one = pick(NOTHING, { type: "turn", at: 3, key: key(3) });
    expect(chosen(pick(one, { type: "stretch", at: 1, keyAt: key }))).toEqual([1, 2, 3]);
  });

  test("a stretch from a row that was let go lets go of all of it", () => {
    const all = pick(NOTHING, { type: "loaded", keys: [0, 1, 2, 3, 4].map(key) });
    const less = pick(all, { type: "turn", at: 1, key: key(1) });
    expect(chosen(pick(less, { type: "stretch", at: 3, keyAt: key }))).toEqual([0, 4]);
  });

  test("of all that match some are left out, and come back", () => {
    const all = pick(NOTHING, { type: "all" });
    const less = pick(all, { type: "turn", at: 2, key: key(2) });
    expect(chosen(less)).toEqual([0, 1, 3, 4]);
    expect(chosenCount(less, 3812)).toBe(3811);
    expect(chosenCount(less, undefined)).toBeUndefined();
    expect(chosenCount(pick(less, { type: "turn", at: 2, key: key(2) }), 3812)).toBe(3812);
  });

  test("nothing is left after letting go of everything", () => {
    expect(chosenCount(pick(pick(NOTHING, { type: "all" }), { type: "none" }), 5)).toBe(0);
  });
});
