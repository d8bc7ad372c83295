import { expect, test } from "vitest";

import { around, having } from "./pivots";

test("a value stands in quotes that nothing in it can close", () => {
  expect(having("subject", 'a "b" \\ c')).toBe('subject:"a \\"b\\" \\\\ c"');
  expect(having("subject", "a\u0000b")).not.toContain("\u0000");
});

test("a range lies as far before a moment as behind it", () => {
  expect(around("2026-11-10T12:00:00Z", 7)).toEqual({
    since: "2026-11-03T12:00:00.000Z",
    until: "2026-11-17T12:00:00.000Z",
  });
});
