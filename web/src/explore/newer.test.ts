import { describe, expect, test } from "vitest";

import { askAfter } from "./newer";

const ask = { view: "all_email", filter: "spf:fail", since: "-7d", until: "" };
const NOW = Date.UTC(2026, 10, 30, 12);

describe("what came after the rows", () => {
  test("is asked for with the same filter, from just after the newest of them", () => {
    expect(askAfter("2026-11-30T11:00:00.250Z", ask, NOW)).toEqual({
      ...ask,
      since: "2026-11-30T11:00:00.251Z",
    });
  });

  test("is nothing where the range ended before", () => {
    const over = { ...ask, until: "2026-11-30T11:00:00Z" };
    expect(askAfter("2026-11-30T11:00:00Z", over, NOW)).toBeUndefined();
    expect(askAfter("2026-11-30T11:00:00Z", { ...ask, until: "-2h" }, NOW)).toBeUndefined();
    expect(askAfter("2026-11-30T11:00:00Z", { ...ask, until: "-30m" }, NOW)?.until).toBe("-30m");
  });
});
