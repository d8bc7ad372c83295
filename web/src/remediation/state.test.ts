import { describe, expect, test } from "vitest";

import { choiceOf, isNarrowed, narrowingOf, readActions, readOne } from "./state";

describe("the address of the action centre", () => {
  test("what it says is read, and what makes no sense is left out", () => {
    expect(readActions({ tab: "history", action: "soft_delete", by: "Sam" })).toMatchObject({
      tab: "history",
      action: "soft_delete",
      by: "Sam",
    });
    expect(readActions({ tab: "nowhere", action: "burn", closed: "maybe" })).toEqual({});
    expect(readOne({ outcome: "failed" })).toEqual({ outcome: "failed" });
    expect(readOne({ outcome: "x" })).toEqual({});
  });

  test("a filter to remediate is a choice", () => {
    expect(choiceOf(readActions({ remediate: "url:a", since: "-7d" }))).toEqual({
      kind: "filter",
      filter: "url:a",
      since: "-7d",
      until: undefined,
      excluded: [],
      count: 0,
    });
    expect(choiceOf(readActions({}))).toBeUndefined();
  });

  test("what narrows the history is asked as the API takes it", () => {
    const address = { tab: "history", state: "failed", approved: "Vera", from: "-7d", by: "" };
    expect(narrowingOf(readActions(address))).toEqual({
      state: "failed",
      approved_by: "Vera",
      since: "-7d",
    });
    expect(readActions({ state: "running" })).toEqual({});
  });

  test("a tab alone narrows nothing", () => {
    expect(isNarrowed(readActions({ tab: "history" }))).toBe(false);
    expect(isNarrowed(readActions({ text: "prize" }))).toBe(true);
  });
});
