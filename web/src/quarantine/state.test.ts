import { expect, test } from "vitest";

import { askedOf, isNarrowed, readQuarantine } from "./state";

test("without a state it is what is held, and all is asked for by its word", () => {
  expect(askedOf(readQuarantine({}))).toEqual({ state: ["held"] });
  expect(askedOf(readQuarantine({ state: "all", text: "x", open: "Q-1" }))).toEqual({ text: "x" });
  expect(askedOf(readQuarantine({ state: "gone" }))).toEqual({ state: ["held"] });
});

test("what is open narrows nothing", () => {
  expect(isNarrowed(readQuarantine({ open: "Q-1" }))).toBe(false);
  expect(isNarrowed(readQuarantine({ threat: "phish" }))).toBe(true);
});
