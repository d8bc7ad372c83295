import { expect, test } from "vitest";

import { didIn, thingOf } from "./sentences";

test("an entry is a sentence around the thing it tells of", () => {
  expect(didIn({ action: "query.track", result: "done" })).toEqual({
    before: "has",
    thing: true,
    after: "counted from now on",
  });
});

test("what failed is not said as done", () => {
  expect(didIn({ action: "session.sign_in", result: "failed" }).before).toBe("could not sign in");
  expect(didIn({ action: "session.sign_in", result: "done" }).before).toBe("signed in");
});

test("an action of a later release is told by its code", () => {
  expect(didIn({ action: "moon.land", result: "done" })).toEqual({
    before: "Moon: land",
    thing: true,
    after: "",
  });
});

test("a thing has a kind and an id, which may hold a colon", () => {
  expect(thingOf("message:a:b")).toEqual(["message", "a:b"]);
  expect(thingOf("other")).toEqual(["", "other"]);
});
