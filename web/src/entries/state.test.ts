import { expect, test } from "vitest";

import { askedOf, isNarrowed, readEntries } from "./state";

test("what is about to be made narrows nothing", () => {
  expect(askedOf({ tab: "entries", add: "evil.example" })).toEqual({});
  expect(isNarrowed({ add: "evil.example" })).toBe(false);
});

test("a kind is asked for as one of several", () => {
  expect(askedOf({ kind: "url", action: "block" })).toEqual({ kind: ["url"], action: "block" });
});

test("an address with a kind that there is not is read as the usual", () => {
  expect(readEntries({ kind: "thing", add: 7 })).toMatchObject({ kind: undefined, add: "7" });
});
