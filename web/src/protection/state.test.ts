import { expect, test } from "vitest";

import { entriesOf, moved, readProtection } from "./state";

test("the address says which tab is open, and a tab that there is not is none", () => {
  expect(readProtection({ tab: "rules", filter: "a" })).toEqual({ tab: "rules", filter: "a" });
  expect(readProtection({ tab: "x" }).tab).toBeUndefined();
});

test("a rule moves by one place and stays within the list", () => {
  expect(moved(["a", "b", "c"], 2, -1)).toEqual(["a", "c", "b"]);
  expect(moved(["a", "b"], 0, 1)).toEqual(["b", "a"]);
  expect(moved(["a", "b"], 0, -1)).toEqual(["a", "b"]);
  expect(moved(["a", "b"], 1, 1)).toEqual(["a", "b"]);
});

test("entries are one a line, or have commas between", () => {
  expect(entriesOf(" a@b.example, c.example\n\n*.d.example ")).toEqual([
    "a@b.example",
    "c.example",
    "*.d.example",
  ]);
});
