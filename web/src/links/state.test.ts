import { expect, test } from "vitest";

import { readTrace } from "./state";

test("the link, how much of it, and how far back stand in the address", () => {
  const whole = { url: "evil.example", match: "url_domain", since: "-7d" };
  expect(readTrace(whole)).toEqual(whole);
  expect(readTrace({ url: "", match: "all", since: "yesterday" })).toEqual({
    url: undefined,
    match: undefined,
    since: undefined,
  });
});
