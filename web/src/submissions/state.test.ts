import { expect, test } from "vitest";

import { askedOf, isSure, readSubmissions, REASONS, urlsOf } from "./state";

test("what is about to be submitted narrows nothing", () => {
  expect(askedOf({ submit: "url", value: "evil.example", status: "pending" })).toEqual({
    status: "pending",
  });
});

test("only what was confirmed is blocked or allowed beside", () => {
  expect(REASONS.filter((one) => isSure(one.value)).map((one) => one.value)).toEqual([
    "confirmed_threat",
    "confirmed_clean",
  ]);
});

test("URLs are one a line, or have blanks or commas between", () => {
  expect(urlsOf("hxxps://a[.]example/x\n b.example, c.example")).toEqual([
    "hxxps://a[.]example/x",
    "b.example",
    "c.example",
  ]);
});

test("a kind that there is not is none", () => {
  expect(readSubmissions({ submit: "thing", value: 7 })).toMatchObject({
    submit: undefined,
    value: "7",
  });
});
