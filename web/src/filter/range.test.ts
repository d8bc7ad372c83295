import { describe, expect, it } from "vitest";

import { asked, momentOf, presetOf, shifted, typedMoment, zoomedOut } from "./range";

const NOW = Date.parse("2026-11-29T12:00:00Z");
const USUAL = "2026-11-28T00:00:00Z";

describe("a range", () => {
  it("is asked as the API takes it", () => {
    expect(asked({}, USUAL)).toEqual({ since: USUAL });
    expect(asked({ since: "all" }, USUAL)).toEqual({});
    expect(asked({ since: "all", until: "-1d" }, USUAL)).toEqual({ until: "-1d" });
    expect(asked({ since: "-7d" }, USUAL)).toEqual({ since: "-7d" });
  });

  it("is a preset where it is told as one", () => {
    expect(presetOf({})?.says).toBe("Yesterday and today");
    expect(presetOf({ since: "-7d", until: "" })?.says).toBe("Last 7 days");
    expect(presetOf({ since: "-8d" })).toBeUndefined();
  });

  it("has ends that are moments", () => {
    expect(momentOf("-24h", NOW)).toBe(NOW - 86_400_000);
    expect(momentOf("2026-11-29T11:00:00Z", NOW)).toBe(NOW - 3_600_000);
    expect(momentOf("all", NOW)).toBeUndefined();
    expect(momentOf("nonsense", NOW)).toBeUndefined();
  });

  it("goes back by its own length, and forward no further than now", () => {
    expect(shifted({ since: "-1h" }, -1, USUAL, NOW)).toEqual({
      since: "2026-11-29T10:00:00.000Z",
      until: "2026-11-29T11:00:00.000Z",
    });
    expect(shifted({ since: "-1h" }, 1, USUAL, NOW)).toBeUndefined();
    const before = { since: "2026-11-29T10:00:00Z", until: "2026-11-29T11:00:00Z" };
    expect(shifted(before, 1, USUAL, NOW)?.until).toBe("2026-11-29T12:00:00.000Z");
    expect(shifted({ since: "all" }, -1, USUAL, NOW)).toBeUndefined();
  });

  it("is zoomed out around its middle, and not into the future", () => {
    const day = { since: "2026-11-20T00:00:00Z", until: "2026-11-21T00:00:00Z" };
    expect(zoomedOut(day, USUAL, NOW)).toEqual({
      since: "2026-11-19T12:00:00.000Z",
      until: "2026-11-21T12:00:00.000Z",
    });
    expect(zoomedOut({ since: "-24h" }, USUAL, NOW)).toEqual({
      since: "2026-11-27T12:00:00.000Z",
      until: "2026-11-29T12:00:00.000Z",
    });
  });
});

describe("a typed moment", () => {
  it("is read in its zone, on both sides of a change of clocks", () => {
    expect(typedMoment("2026-11-29 09:30", "UTC")).toBe("2026-11-29T09:30:00.000Z");
    expect(typedMoment("2026-11-29", "Europe/Berlin")).toBe("2026-11-28T23:00:00.000Z");
    expect(typedMoment("2026-07-01 00:00", "Europe/Berlin")).toBe("2026-06-30T22:00:00.000Z");
    expect(typedMoment("2026-10-25 12:00", "Europe/Berlin")).toBe("2026-10-25T11:00:00.000Z");
  });

  it("is none where the calendar has none", () => {
    expect(typedMoment("2026-02-30", "UTC")).toBeUndefined();
    expect(typedMoment("yesterday", "UTC")).toBeUndefined();
    expect(typedMoment("2026-11-29 25:00", "UTC")).toBeUndefined();
  });
});
