import { expect, test } from "vitest";

import type { Judgement } from "~/api/generated";

import { changers, fullness, sameGround } from "./verdict";

const MALWARE = { code: "malware", label: "Malware" };
const SPAM = { code: "spam", label: "Spam" };
const NOBODY = { primary_override: null, primary_override_source: null };

const judge = (more: Partial<Judgement>): Judgement => ({
  provider: "rspamd",
  sentence: "",
  ...more,
});

const said = (judgements: Judgement[], override: object = NOBODY) =>
  changers({ judgements, delivery: override as never });

test("what one judge alone says is told as such, all of it at once", () => {
  expect(said([judge({ threat: MALWARE }), judge({ threat: SPAM })])).toEqual([
    "Malware and spam: on the word of rspamd alone. Without it, nobody says so.",
  ]);
});

test("two judges who agree are named", () => {
  expect(said([judge({ threat: SPAM }), judge({ threat: SPAM, provider: "ClamAV" })])).toEqual([
    "Spam: said by rspamd and ClamAV, each by itself.",
  ]);
});

test("a score tells how far it is from its threshold, once, and only where it decided", () => {
  const over = { score: 17.25, threshold: 15 };
  expect(said([judge({ ...over, threat: SPAM }), judge({ ...over, threat: SPAM })])).toContain(
    "rspamd is 2.25 points over its threshold.",
  );
  expect(said([judge({ score: 2, threshold: 15 })])).toEqual([
    "rspamd is 13 points under its threshold.",
  ]);
  expect(said([judge({ score: 2, threshold: 15, threat: MALWARE })])).toHaveLength(1);
});

test("an override that decided is told with its source", () => {
  const override = {
    primary_override: "allowed_by_user_policy",
    primary_override_source: "trusted_contact_list_user_override",
  };
  expect(said([], override)[0]).toContain("allowed by user policy");
  expect(said([], { ...NOBODY, primary_override: "none" })).toEqual([]);
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
