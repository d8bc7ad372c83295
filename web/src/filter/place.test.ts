import { describe, expect, it } from "vitest";

import { onOneLine, placeAt } from "./place";

describe("where one is typing", () => {
  it("is a name at a word, after a sign, or at nothing", () => {
    expect(placeAt("")).toEqual({ kind: "name", from: 0, typed: "" });
    expect(placeAt("send")).toEqual({ kind: "name", from: 0, typed: "send" });
    expect(placeAt("a -send")).toEqual({ kind: "name", from: 3, typed: "send" });
    expect(placeAt("(a OR se")).toEqual({ kind: "name", from: 6, typed: "se" });
    expect(placeAt("from:a ")).toEqual({ kind: "name", from: 7, typed: "" });
  });

  it("is a value after an operator, and in a list", () => {
    expect(placeAt("from:")).toEqual({ kind: "value", field: "from", from: 5, typed: "" });
    expect(placeAt("from:bi")).toEqual({ kind: "value", field: "from", from: 5, typed: "bi" });
    expect(placeAt("from:(a, ")).toEqual({ kind: "value", field: "from", from: 9, typed: "" });
    expect(placeAt("from:(a OR b")).toEqual({ kind: "value", field: "from", from: 11, typed: "b" });
    expect(placeAt('x subject:"in v')).toEqual({
      kind: "value",
      field: "subject",
      from: 10,
      typed: "in v",
    });
    expect(placeAt("url:*.ex")).toEqual({ kind: "value", field: "url", from: 4, typed: ".ex" });
  });

  it("is nothing behind what is complete", () => {
    expect(placeAt('subject:"a"')).toBeUndefined();
    expect(placeAt("subject:/a/")).toBeUndefined();
    expect(placeAt("(a)")).toBeUndefined();
  });
});

describe("pasted lines", () => {
  it("become one, with commas in a list", () => {
    expect(onOneLine("a\nb")).toBe("a b");
    expect(onOneLine("id:(a\r\nb\n c)")).toBe("id:(a, b, c)");
    expect(onOneLine("id:(\na,\nb\n)")).toBe("id:( a, b )");
    expect(onOneLine("a b")).toBe("a b");
  });
});
