import { describe, expect, it } from "vitest";

import { conditions, tokens } from "./tokens";

const kinds = (text: string) =>
  tokens(text).map((token) => `${token.kind} ${text.slice(token.from, token.to)}`);

describe("tokens", () => {
  it("tells fields, operators and values apart", () => {
    expect(kinds('from:a@b.com -subject~"in voice" url_count>=3')).toEqual([
      "field from",
      "operator :",
      "value a@b.com",
      "negation -",
      "field subject",
      "operator ~",
      'quoted "in voice"',
      "field url_count",
      "operator >=",
      "value 3",
    ]);
  });

  it("reads lists, joins and groups", () => {
    expect(kinds("(a OR subject:(x, y OR *z)) NOT b")).toEqual([
      "bracket (",
      "word a",
      "keyword OR",
      "field subject",
      "operator :",
      "bracket (",
      "value x",
      "comma ,",
      "value y",
      "keyword OR",
      "wildcard *",
      "value z",
      "bracket )",
      "bracket )",
      "keyword NOT",
      "word b",
    ]);
  });

  it("takes a link for a word, an expression for one value, and an open quote as such", () => {
    expect(kinds("https://x.example/a")).toEqual(["word https://x.example/a"]);
    expect(kinds("subject:/in voice \\d+/ b")[2]).toBe("expression /in voice \\d+/");
    expect(kinds('subject:"in voi').at(-1)).toBe('unclosed "in voi');
  });

  it("cuts whatever is typed, without losing or repeating a letter", () => {
    const typed = '-(from: "a" OR\t) ) to:( ,, "b\\" :~ header.x-a:*?( –“q” /x';
    const found = tokens(typed);
    let at = 0;
    for (const token of found) {
      expect(typed.slice(at, token.from).trim()).toBe("");
      expect(token.to).toBeGreaterThan(token.from);
      at = token.to;
    }
    expect(typed.slice(at).trim()).toBe("");
  });
});

const parts = (text: string) =>
  conditions(text).parts.map((part) => text.slice(part.from, part.to));

describe("conditions", () => {
  it("finds what stands side by side", () => {
    expect(parts('a AND -subject:"b c" from:(x, y) NOT (d e) url: x')).toEqual([
      "a",
      '-subject:"b c"',
      "from:(x, y)",
      "NOT (d e)",
      "url: x",
    ]);
    expect(parts('subject:"a"*"b"')).toEqual(['subject:"a"*"b"']);
    expect(parts("")).toEqual([]);
  });

  it("tells whether alternatives stand at the top", () => {
    expect(conditions("a OR b").alternatives).toBe(true);
    expect(conditions("(a OR b) c").alternatives).toBe(false);
    expect(conditions("from:(a OR b)").alternatives).toBe(false);
  });
});
