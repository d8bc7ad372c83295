import { expect, test } from "vitest";

import { readAdmin } from "./state";
import { firstTab, tabsFor } from "./tabs";

const may =
  (...permissions: string[]) =>
  (permission: string) =>
    permissions.includes(permission);

test("only tabs that may be seen are offered", () => {
  const names = tabsFor(may("deliveries.read", "lists.read")).map((tab) => tab.name);
  expect(names).toEqual(["roles", "sources", "lists"]);
});

test("everybody begins with what they can use", () => {
  expect(firstTab(may("people.read", "deliveries.read"))).toBe("people");
  expect(firstTab(may("deliveries.read"))).toBe("sources");
  expect(firstTab(may())).toBe("roles");
});

test("a tab that there is not is none", () => {
  expect(readAdmin({ tab: "secrets" })).toEqual({ tab: undefined, open: undefined });
  expect(readAdmin({ tab: "people", open: "abc" })).toEqual({ tab: "people", open: "abc" });
});
