import { expect, test } from "vitest";

import type { Clicked } from "~/api/generated";

import { stripOf } from "./clicks";

const click = (id: string, at: string, code = "allowed") =>
  ({ id, at, verdict: { code, label: code } }) as Clicked;

test("clicks lie along the time since the first delivery", () => {
  const strip = stripOf(
    [click("b", "2026-11-01T10:00:00Z", "blocked"), click("a", "2026-11-01T05:00:00Z")],
    "2026-11-01T00:00:00Z",
  );
  expect(strip?.from).toBe("2026-11-01T00:00:00.000Z");
  expect(strip?.to).toBe("2026-11-01T10:00:00Z");
  expect(strip?.dots.map(({ id, at, row, tone }) => [id, at, row, tone])).toEqual([
    ["a", 0.5, 0, "delivered"],
    ["b", 1, 0, "blocked"],
  ]);
});

test("clicks at one moment stand above one another, in rows that end somewhere", () => {
  const many = Array.from({ length: 20 }, (_, at) => click(String(at), "2026-11-01T10:00:00Z"));
  expect(stripOf(many, null)?.rows).toBe(8);
});

test("without clicks nothing is drawn", () => {
  expect(stripOf([], "2026-11-01T10:00:00Z")).toBeNull();
});
