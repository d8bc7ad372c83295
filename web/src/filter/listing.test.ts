import { describe, expect, it } from "vitest";

import { moved, standing, type Listing, type Step } from "./listing";

const LISTING: Listing = {
  proposals: Array.from({ length: 12 }, (_, at) => ({ text: `${at}`, says: `${at}` })),
  from: 0,
  chosen: -1,
  stale: false,
};

const after = (chosen: number, step: Step) => moved({ ...LISTING, chosen }, step).chosen;

describe("the chosen proposal", () => {
  it("goes round step by step", () => {
    expect(after(-1, "next")).toBe(0);
    expect(after(11, "next")).toBe(0);
    expect(after(-1, "before")).toBe(11);
    expect(after(0, "before")).toBe(11);
    expect(after(5, "before")).toBe(4);
  });

  it("stops at the ends by pages", () => {
    expect(after(-1, "page on")).toBe(8);
    expect(after(8, "page on")).toBe(11);
    expect(after(5, "page back")).toBe(0);
  });
});

describe("the list", () => {
  const room = { width: 1000, height: 600 };
  const list = { width: 400, height: 300 };

  it("stands under the cursor where it fits", () => {
    expect(standing({ left: 100, top: 80, bottom: 100 }, list, room)).toEqual({
      left: 100,
      top: 112,
      tallest: 328,
      beside: "right",
    });
  });

  it("stands above where there is more room, and is no taller than that", () => {
    expect(standing({ left: 100, top: 320, bottom: 340 }, list, room)).toMatchObject({
      bottom: 292,
      tallest: 300,
    });
    expect(standing({ left: 100, top: 20, bottom: 40 }, list, { ...room, height: 200 })).toEqual({
      left: 100,
      top: 52,
      tallest: 140,
      beside: "right",
    });
  });

  it("never leaves the window at the side, nor does what is told beside it", () => {
    const at = { left: 900, top: 80, bottom: 100 };
    expect(standing(at, list, room)).toMatchObject({ left: 592, beside: "left" });
    expect(standing(at, { width: 700, height: 300 }, room)).toMatchObject({
      left: 292,
      beside: "under",
    });
  });
});
