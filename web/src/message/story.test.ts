import { expect, test } from "vitest";

import type { Moment, ShownClicks } from "~/api/generated";

import { story, telling } from "./story";

const moment = (id: string, at: string, more: Partial<Moment> = {}): Moment => ({
  id,
  at,
  recipient: "ada@example.org",
  source: { code: "system", label: "System" },
  actor: "",
  event: { code: "original_delivery", label: "Original delivery" },
  result: "Delivered",
  ...more,
});

const click = {
  click_id: "c1",
  time_clicked: "2026-11-02T10:00:00Z",
  recipient: "ada@example.org",
  click_verdict: "block_overridden",
  clicked_through: true,
  url: "https://evil.example/a",
  client_ip: "192.0.2.7",
} as ShownClicks["rows"][number];

test("clicks stand among what happened, in the order of time", () => {
  const lines = story(
    [
      moment("late", "2026-11-03T00:00:00Z", { event: { code: "zap", label: "ZAP" } }),
      moment("first", "2026-11-01T00:00:00+01:00"),
    ],
    [click],
  );
  expect(lines.map((line) => line.title)).toEqual(["Original delivery", "Link clicked", "ZAP"]);
  expect(lines[1]).toMatchObject({
    result: "Block overridden",
    tone: "danger",
    by: "User, 192.0.2.7",
    details: "hxxps://evil[.]example/a, and went on past the warning",
  });
});

test("what did not succeed is drawn as such, wherever the mail lies", () => {
  const failed = moment("x", "2026-11-01T00:00:00Z", {
    result: "Failed",
    location: { code: "inbox_folder", label: "Inbox folder" },
  });
  expect(story([failed], [])[0]?.tone).toBe("danger");
});

test("words are looked for in everything that a line says", () => {
  const lines = story([moment("a", "2026-11-01T00:00:00Z", { actor: "Sam" })], [click]);
  expect(telling(lines, "ADA evil")).toHaveLength(1);
  expect(telling(lines, "sam delivered")).toHaveLength(1);
  expect(telling(lines, "")).toHaveLength(2);
  expect(telling(lines, "nothing")).toHaveLength(0);
});
