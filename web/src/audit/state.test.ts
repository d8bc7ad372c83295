import { expect, test } from "vitest";

import { askedOf, exportOf, readAudit } from "./state";

test("an address says which entries are shown", () => {
  const audit = readAudit({ person: "p1", result: "done", since: "-7d", entry: 12, colour: "red" });
  expect(askedOf(audit)).toEqual({ person: "p1", result: "done", since: "-7d" });
  expect(audit.entry).toBe("12");
});

test("a result that there is not is none", () => {
  expect(askedOf(readAudit({ result: "maybe" }))).toEqual({});
});

test("a file has what is shown, whichever entry is open", () => {
  const audit = readAudit({ action: "session.*", text: "a b", entry: 3 });
  expect(exportOf(audit, "csv")).toBe("/api/v1/audit/export?action=session.*&text=a+b&format=csv");
});
