import { expect, test } from "vitest";

import { pieces } from "./deceit";

const shown = (text: string, lines = false) =>
  pieces(text, lines)
    .map((piece) => piece.code ?? piece.text)
    .join("|");

test("plain text is one piece, in any script", () => {
  for (const text of ["Rechnung 4711", "שלום", "مرحبا", "请付款", ""]) {
    expect(pieces(text)).toEqual([{ text }]);
  }
});

test("what turns the direction of writing is shown where it stands", () => {
  expect(shown("invoice\u202Efdp.exe")).toBe("invoice|U+202E|fdp.exe");
  expect(pieces("\u202E")[0]?.name).toBe("right-to-left override");
});

test("what has no width and what controls is shown", () => {
  expect(shown("pay\u200Bpal")).toBe("pay|U+200B|pal");
  expect(shown("a\u0000b\r\nc")).toBe("a|U+0000|b|U+000D|U+000A|c");
  expect(shown("x\u{E0041}")).toBe("x|U+E0041");
});

test("a joiner is a letter of a picture, and a trick anywhere else", () => {
  expect(shown("👩‍👩‍👧 👨🏽‍💻 ❤️‍🔥")).toBe("👩‍👩‍👧 👨🏽‍💻 ❤️‍🔥");
  expect(shown("pay\u200Dpal")).toBe("pay|U+200D|pal");
});

test("line ends and tabs stay where lines are wanted", () => {
  expect(shown("a\n\tb\u200B", true)).toBe("a\n\tb|U+200B");
});
