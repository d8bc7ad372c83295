import { expect, test } from "vitest";

import { heightScale } from "./scale";

test.each([
  [0, [1]],
  [1, [1]],
  [6, [2, 4, 6]],
  [19_108, [5000, 10_000, 15_000, 20_000]],
])("%i has round lines", (most, lines) => {
  expect(heightScale(most, 100).lines).toEqual(lines);
});

test("nothing lies at the bottom, the highest line under the top", () => {
  const scale = heightScale(6, 100);
  expect([scale.y(0), scale.y(6)]).toEqual([100, 14]);
});
