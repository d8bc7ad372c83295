import { expect, test } from "vitest";

import { askedOf, isNarrowed, readCampaigns } from "./state";

test("what the address says is what is asked for, but for which one is open", () => {
  const read = readCampaigns({ text: "parcel", kind: "phish", open: "C-1", view: "x" });
  expect(askedOf(read)).toEqual({ text: "parcel", kind: "phish" });
  expect(isNarrowed(read)).toBe(true);
});

test("a kind that there is not is no kind", () => {
  const read = readCampaigns({ kind: "fish", open: "C-1" });
  expect(askedOf(read)).toEqual({});
  expect(isNarrowed(read)).toBe(false);
});
