import { describe, expect, it } from "vitest";

import { changeSaid, daysOf, keptRange, newQuery, recentState, waysToKeep } from "./keeping";

const NOW = Date.parse("2026-11-29T12:00:00Z");
const USUAL = "2026-11-28T00:00:00Z";

describe("a range that is kept", () => {
  it("offers the likeliest way first", () => {
    expect(waysToKeep({ since: "-7d" })[0]).toBe("told");
    expect(waysToKeep({})[0]).toBe("exact");
    expect(waysToKeep({ since: "all" })[0]).toBe("any");
  });

  it("is told anew, exactly, or not at all", () => {
    const given = { range: { since: "-7d" }, usual: USUAL, days: 3, now: NOW };
    expect(keptRange("told", given)).toEqual({ since: "-7d", until: "" });
    expect(keptRange("exact", given)).toEqual({ since: "2026-11-22T12:00:00.000Z", until: "" });
    expect(keptRange("days", given)).toEqual({ since: "-3d", until: "" });
    expect(keptRange("any", given)).toEqual({ since: "", until: "" });
  });

  it("spans as many days as it is long", () => {
    expect(daysOf({ since: "-36h" }, USUAL, NOW)).toBe(2);
    expect(daysOf({}, USUAL, NOW)).toBe(2);
    expect(daysOf({ since: "all" }, USUAL, NOW)).toBe(7);
  });
});

describe("a query", () => {
  it("keeps what Explore shows", () => {
    const kept = { filter: "a", view: "phish", sort: "-subject", columns: ["subject"] };
    const given = { name: "N", shared: true, since: "-7d", until: "" };
    expect(newQuery(kept, given)).toEqual({ ...given, ...kept });
  });

  it("opens as it was asked; an open range is all that is kept", () => {
    const recent = { filter: "a", view: "all_email", since: "", until: "", ran_at: "" };
    expect(recentState(recent)).toEqual({
      filter: "a",
      view: "all_email",
      since: "all",
      until: undefined,
    });
  });

  it("says how it goes", () => {
    expect(changeSaid({ before: 10, change: 5, percent: 50 })).toBe("+5 (+50 %)");
    expect(changeSaid({ before: 10, change: -5, percent: -50 })).toBe("−5 (−50 %)");
    expect(changeSaid({ before: 0, change: 5, percent: null })).toBe("+5");
    expect(changeSaid({ before: 1, change: 0, percent: 0 })).toBe("as many");
  });
});
