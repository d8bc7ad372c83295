import { describe, expect, it } from "vitest";

import { NOTHING, redone, remembered, undone, type Change, type Past, type Version } from "./past";

const version = (text: string): Version => ({ text, cursor: text.length });

function written(...steps: [string, Change["kind"], number][]): Past {
  return steps.reduce(
    (past, [was, kind, time]) => remembered(past, version(was), { kind, time }),
    NOTHING,
  );
}

describe("what is undone", () => {
  it("is all that was typed at a stretch, and done again", () => {
    const past = written(["", "typed", 0], ["s", "typed", 100], ["sp", "typed", 900]);
    const [first, then] = undone(past, version("spf")) ?? [];
    expect(first?.text).toBe("sp");
    const [second, atStart] = undone(then ?? NOTHING, first ?? version("")) ?? [];
    expect(second?.text).toBe("");
    expect(undone(atStart ?? NOTHING, version(""))).toBeUndefined();
    const [again, later] = redone(atStart ?? NOTHING, version("")) ?? [];
    expect(again?.text).toBe("sp");
    expect(redone(later ?? NOTHING, version("sp"))?.[0].text).toBe("spf");
  });

  it("is never more than one change of another kind", () => {
    const past = written(
      ["", "typed", 0],
      ["a", "deleted", 10],
      ["", "other", 20],
      ["b", "other", 30],
    );
    expect(past.before.map(({ text }) => text)).toEqual(["", "a", "", "b"]);
  });

  it("begins anew after going back, and then nothing is done again", () => {
    const [, back] = undone(written(["", "typed", 0]), version("a")) ?? [];
    const past = remembered(back ?? NOTHING, version(""), { kind: "typed", time: 10 });
    expect(past).toMatchObject({ before: [version("")], after: [] });
  });

  it("is kept for a hundred changes", () => {
    const many = Array.from({ length: 150 }, (_, at): [string, "other", number] => [
      `${at}`,
      "other",
      at,
    ]);
    expect(written(...many).before).toHaveLength(100);
  });
});
