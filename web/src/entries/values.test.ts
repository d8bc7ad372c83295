import { expect, test } from "vitest";

import { hostOf } from "./values";

test("the host of a link is what a browser goes to", () => {
  expect(hostOf("https://user:x@Evil.example:8443/a?b#c")).toBe("Evil.example");
  expect(hostOf("http://[2001:db8::1]/")).toBe("[2001:db8::1]");
  expect(hostOf("mailto:a@b.example")).toBe("");
});
