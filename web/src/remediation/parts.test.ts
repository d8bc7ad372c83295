import { describe, expect, test } from "vitest";

import { largestParts, outcomeParts, troubles } from "./parts";

describe("figures of remediations", () => {
  test("outcomes come in one order, and what did not occur is left out", () => {
    const counts = { total: 6, pending: 1, outcomes: { failed: 1, success: 4, drifted: 0 } };
    expect(outcomeParts(counts).map((part) => [part.name, part.count])).toEqual([
      ["Success", 4],
      ["Failed", 1],
    ]);
    expect(troubles(counts)).toBe(1);
  });

  test("the largest are shown and the others add up", () => {
    const top = [
      { name: "amy", deliveries: 5 },
      { name: "", deliveries: 3 },
      { name: "cyn", deliveries: 2 },
    ];
    const { parts, others, left } = largestParts({ top, others: 7, number: 9 }, 2);
    expect(parts.map((part) => [part.name, part.count])).toEqual([
      ["amy", 5],
      ["Place not known", 3],
    ]);
    expect([others, left]).toEqual([7, 9]);
  });
});
