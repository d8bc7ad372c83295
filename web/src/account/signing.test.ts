import { expect, test } from "vitest";

import { readSignIn } from "./signing";

test.each(["//evil.example", "https://evil.example", "javascript:alert(1)", "", 7])(
  "signing in leads to no other site: %s",
  (next) => {
    expect(readSignIn({ next })).toEqual({});
  },
);

test("signing in leads back to the page that was asked for", () => {
  expect(readSignIn({ next: "/explore?filter=a" })).toEqual({ next: "/explore?filter=a" });
});
