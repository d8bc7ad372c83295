import { expect, test } from "vitest";

import { passwordFault, passwordStrength } from "./password";

test.each([
  ["", "12 characters to go: at least 12."],
  ["elevenchars", "1 character to go: at least 12."],
  ["a".repeat(20), "One character again and again is known to all."],
  ["ab".repeat(513), "At most 1024 characters."],
  ["correct horse battery", undefined],
])("a password is long, and not one letter: %s", (password, fault) => {
  expect(passwordFault(password)).toBe(fault);
});

test("characters are counted as people see them", () => {
  expect(passwordFault("🐈".repeat(11))).toBe("1 character to go: at least 12.");
});

test("only length is judged, and never praised beyond it", () => {
  expect(passwordStrength("password1234").says).toContain("if nobody could guess it");
  expect(passwordStrength("x".repeat(40)).share).toBe(1);
});
