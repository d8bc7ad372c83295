import { expect, test } from "vitest";

import { pretends } from "./linked";

const link = (text: string, domain: string, registrable = domain) => ({
  text,
  domain,
  registrable,
});

test("words that name another host than the link leads to are told", () => {
  expect(pretends(link("https://www.bank.example/login", "evil.example"))).toBe(true);
  expect(pretends(link("Go to bank.example now", "login.evil.example", "evil.example"))).toBe(true);
});

test("the same house, and words that are no host, are not", () => {
  expect(pretends(link("www.bank.example", "login.bank.example", "bank.example"))).toBe(false);
  expect(pretends(link("Pay here", "evil.example"))).toBe(false);
  expect(pretends(link("see invoice.", "evil.example"))).toBe(false);
  expect(pretends(link("bank.example", ""))).toBe(false);
});
