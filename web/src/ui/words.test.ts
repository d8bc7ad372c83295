import { describe, expect, test } from "vitest";

import { amid, counted, defanged, lasting, ofNumber, sized, worded } from "./words";

describe("words", () => {
  test("a count has its noun in the right number", () => {
    expect(counted(1, "delivery", "deliveries")).toBe("1 delivery");
    expect(counted(2310, "delivery", "deliveries")).toBe("2,310 deliveries");
    expect([0, 1, 2].map((count) => ofNumber(count, "bar"))).toEqual(["bars", "bar", "bars"]);
  });

  test("a label in a sentence is small, an abbreviation is not", () => {
    expect(["Sender domain", "URL domain", "SPF", "IP"].map(amid)).toEqual([
      "sender domain",
      "URL domain",
      "SPF",
      "IP",
    ]);
  });

  test("a code becomes words", () => {
    expect(worded("delivered_to_junk")).toBe("Delivered to junk");
  });

  test("bytes are told in the unit that a person would take", () => {
    expect([0, 999, 1000, 1_440_000, 254_000_000].map(sized)).toEqual([
      "0 B",
      "999 B",
      "1.0 kB",
      "1.4 MB",
      "254 MB",
    ]);
  });

  test("a stretch of time is told in one unit", () => {
    expect([4, 89, 600, 7200, 172_800].map(lasting)).toEqual([
      "4 s",
      "89 s",
      "10 min",
      "2 h",
      "2 d",
    ]);
  });

  test("a defanged address is no link any more, and can be read", () => {
    expect(defanged("https://evil.example/a?b=c.d")).toBe("hxxps://evil[.]example/a?b=c[.]d");
    expect(defanged("bob@example.org")).toBe("bob[@]example[.]org");
  });
});
