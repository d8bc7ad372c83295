import { expect, test } from "vitest";

import { askedOf, isNarrowed, readAlerts } from "./state";

test("without a word, what is asked for is what somebody has still to see to", () => {
  expect(askedOf({})).toEqual({ status: ["new", "in_progress"] });
  expect(askedOf({ status: "all" })).toEqual({});
});

test("what nobody has taken is asked for by an empty name", () => {
  expect(askedOf({ status: "resolved", assignee: "nobody", severity: "high" })).toEqual({
    status: ["resolved"],
    assignee: "",
    severity: ["high"],
  });
});

test("an address with a state that there is not is read as the usual", () => {
  expect(readAlerts({ status: "gone", severity: "9" })).toMatchObject({
    status: undefined,
    severity: undefined,
  });
});

test("a tab narrows nothing", () => {
  expect(isNarrowed({ tab: "policies" })).toBe(false);
  expect(isNarrowed({ since: "-7d" })).toBe(true);
});
