import { expect, test } from "vitest";

import { readMessage } from "./state";

test("a tab that there is opens, any other is the first", () => {
  expect(readMessage({ tab: "headers", recipient: "ada@example.org" })).toEqual({
    tab: "headers",
    recipient: "ada@example.org",
  });
  expect(readMessage({ tab: "<script>" })).toEqual({ tab: undefined, recipient: undefined });
});
