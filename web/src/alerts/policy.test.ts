import { expect, test } from "vitest";

import { BLANK, missing } from "./policy";

const NAMED = { ...BLANK, name: "Invoices", condition: { filter: "subject:invoice" } };

test("a policy wants a name and something to find", () => {
  expect(missing(BLANK)).toBe("Give it a name.");
  expect(missing({ ...BLANK, name: "Invoices" })).toBe("Say what it finds.");
  expect(missing(NAMED)).toBeUndefined();
});

test("a threshold wants a number", () => {
  const trigger = { kind: "threshold" as const, count: Number.NaN, minutes: 60 };
  expect(missing({ ...NAMED, trigger })).toBe("Say how many.");
});
