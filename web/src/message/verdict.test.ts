import { expect, test } from "vitest";

import type { Judgement } from "~/api/generated";

import { changers, fullness, sameGround, summing } from "./verdict";

const judge = (more: Partial<Judgement>): Judgement => ({
  provider: "rspamd",
  sentence: "",
  ...more,
});

const whole = {
  sentence: "Phish of normal confidence, found by Impersonation user.",
  advice: "That asks for the mail to be delivered to junk; it was delivered.",
  override: "",
  changes: [{ sentence: "Without the word of impersonation (phish), it would be clean." }],
  remarks: ["rspamd is 2 points under its threshold."],
} as never;

test("what would change it is what the server found out, and then its remarks", () => {
  expect(changers({ verdict: whole })).toEqual([
    "Without the word of impersonation (phish), it would be clean.",
    "rspamd is 2 points under its threshold.",
  ]);
  expect(changers({ verdict: null })).toEqual([]);
});

test("the whole verdict is told without the sentences that are empty", () => {
  expect(summing({ verdict: whole })).toHaveLength(2);
  expect(summing({ verdict: null })).toEqual([]);
});

test("the meter is full at the threshold and empty below nothing", () => {
  const full = (score: number, threshold = 10) => fullness(judge({ score, threshold }));
  expect([full(5), full(20), full(-3), full(1, 0)]).toEqual([0.5, 1, 0, null]);
  expect(fullness(judge({}))).toBeNull();
});

test("the same ground need not stand twice", () => {
  const one = judge({ evidence: ["A"] });
  expect(sameGround(one, judge({ evidence: ["A"] }))).toBe(true);
  expect(sameGround(one, judge({ evidence: ["B"] }))).toBe(false);
  expect(sameGround(one, undefined)).toBe(false);
});
