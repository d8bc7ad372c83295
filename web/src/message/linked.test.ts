import { describe, expect, test } from "vitest";

import type { ShownClicks } from "~/api/generated";

import { clicksOn, pretends } from "./linked";

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

describe("clicks on a link", () => {
  const outer = "https://go.metric.example/r?url=https%3A%2F%2Fevil.example%2Fa";
  const redirector = { url: outer, written: outer, wrappers: [] };
  const target = { url: "https://evil.example/a", written: outer, wrappers: [outer] };
  const other = { url: "https://evil.example/b", written: "evil.example/b", wrappers: [] };
  const links = [redirector, target, other];
  const on = (one: typeof target, ...urls: string[]) =>
    clicksOn(
      one,
      links,
      urls.map((url) => ({ url }) as ShownClicks["rows"][number]),
    ).map((click) => click.url);

  test("are those on it as it stands and on where it leads", () => {
    expect(on(redirector, outer, target.url)).toEqual([outer, target.url]);
    expect(on(target, outer, target.url)).toEqual([outer, target.url]);
  });

  test("are none of another link's", () => {
    expect(on(other, outer, target.url)).toEqual([]);
  });
});
