import { expect, test } from "vitest";

import { withReason } from "./reasons";

test("the last reason stands first, none twice, and five are enough", () => {
  expect(withReason(["b", "a"], "a")).toEqual(["a", "b"]);
  expect(withReason(["5", "4", "3", "2", "1"], "6")).toEqual(["6", "5", "4", "3", "2"]);
});
