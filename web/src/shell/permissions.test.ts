import { expect, test } from "vitest";

import { forbiddenSaid, rolesSaid, scopeSaid } from "./permissions";

test("what is closed says which roles would open it", () => {
  const roles = [
    { role: "auditor" as const, label: "Auditor", permissions: ["audit.read" as const] },
    { role: "admin" as const, label: "Administrator", permissions: ["audit.read" as const] },
    { role: "reader" as const, label: "Reader", permissions: [] },
  ];
  expect(forbiddenSaid("audit.read", roles)).toBe(
    "This takes the permission “Read the audit trail”. Ask an administrator for the role Auditor or Administrator.",
  );
  expect(forbiddenSaid("audit.read", [])).toBe("This takes the permission “Read the audit trail”.");
});

test("an empty scope is everybody", () => {
  expect(scopeSaid({})).toBe("Everybody");
  expect(scopeSaid({ domains: ["example.org"], tags: ["vip"] })).toBe("example.org, tag vip");
});

test("roles are named as people call them", () => {
  expect(rolesSaid(["content_reader", "admin"])).toBe("Content reader, Administrator");
});
