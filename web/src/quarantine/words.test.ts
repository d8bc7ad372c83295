import { expect, test } from "vitest";

import { endedSaid, whyNoRelease } from "./words";

const ended = (...outcomes: ("done" | "failed")[]) => ({
  items: outcomes.map((outcome, at) => ({
    id: `Q-${at}`,
    outcome,
    reason: outcome === "done" ? "" : "It said no.",
  })),
  done: outcomes.filter((one) => one === "done").length,
});

test("what became of several is one sentence, and each reason stands there once", () => {
  expect(endedSaid(ended("done"), "released")).toEqual({
    title: "1 held mail is released.",
    reasons: [],
  });
  expect(endedSaid(ended("done", "failed", "failed"), "deleted")).toEqual({
    title: "1 of 3 held mails are deleted.",
    reasons: ["It said no."],
  });
});

test("a button that cannot release says why", () => {
  expect(whyNoRelease(false, true)).toMatch("role");
  expect(whyNoRelease(true, false)).toMatch("release_smtp");
  expect(whyNoRelease(true, true)).toBeUndefined();
});
