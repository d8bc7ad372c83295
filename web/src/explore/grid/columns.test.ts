import { describe, expect, test } from "vitest";

import type { FieldOut } from "~/api/generated";

import { columnsOf, columnsText, fitting, moved, strangers, tracks, turned } from "./columns";

const field = (name: string, more: Partial<FieldOut> = {}): FieldOut => ({
  name,
  label: name.toUpperCase(),
  group: "Message",
  kind: "text",
  aliases: [],
  choices: [],
  example: "",
  joined: false,
  meaning: "",
  several: false,
  shown: true,
  takes: "",
  ...more,
});

const FIELDS = [
  field("subject"),
  field("size", { kind: "size" }),
  field("clicked", { shown: false }),
];

describe("columns", () => {
  test("are those asked for, in their order, with widths somebody dragged", () => {
    const columns = columnsOf(["size", "subject"], FIELDS, { subject: 500 });
    expect(columns.map((one) => [one.field, one.width, one.number])).toEqual([
      ["size", 96, true],
      ["subject", 500, false],
    ]);
  });

  test("what is no column is left out, and named", () => {
    expect(columnsOf(["nonsense", "clicked"], FIELDS, {})).toEqual([]);
    expect(strangers(["nonsense", "subject", "clicked"], FIELDS)).toEqual(["nonsense", "clicked"]);
  });

  test("are put in at the end, taken out, and moved", () => {
    expect(turned(["a"], "b")).toEqual(["a", "b"]);
    expect(turned(["a", "b"], "a")).toEqual(["b"]);
    expect(moved(["a", "b", "c"], "c", 0)).toEqual(["c", "a", "b"]);
    expect(moved(["a", "b", "c"], "a", 9)).toEqual(["b", "c", "a"]);
  });

  test("are not in the address where they are the usual ones", () => {
    expect(columnsText(["a", "b"], ["a", "b"])).toBeUndefined();
    expect(columnsText(["b", "a"], ["a", "b"])).toBe("b,a");
  });

  test("are never too narrow to grasp, nor wider than a screen", () => {
    expect([fitting(3), fitting(120.4), fitting(5000)]).toEqual([64, 120, 900]);
  });

  test("share a row with the tick and what is left over", () => {
    const columns = columnsOf(["size"], FIELDS, {});
    expect(tracks(columns, true)).toBe("36px 96px minmax(0, 1fr)");
    expect(tracks(columns, false)).toBe("96px minmax(0, 1fr)");
    const wide = columnsOf(["subject", "size"], FIELDS, {});
    expect(tracks(wide, false)).toBe("minmax(230px, 1fr) 96px");
    expect(tracks(columnsOf(["subject"], FIELDS, { subject: 200 }), false)).toBe(
      "200px minmax(0, 1fr)",
    );
  });
});
