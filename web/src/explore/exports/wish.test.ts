import { describe, expect, test } from "vitest";

import type { ShownTab, ShownView } from "~/api/generated";

import { fileName, takenFrom, wishOf, type From } from "./wish";

const tab = (more: Partial<ShownTab> = {}): ShownTab => ({
  name: "email",
  label: "Email",
  shows: "rows",
  rows: "deliveries",
  field: "",
  operation: "",
  columns: [],
  pivots: [],
  ...more,
});
const view = (rows = "deliveries"): ShownView => ({
  name: "phish",
  label: "Phish",
  meaning: "",
  filter: "",
  sentence: "",
  rows,
  pivots: [],
  tabs: [],
});
const from = (more: Partial<From> = {}): From => ({
  ask: { view: "phish", filter: "to:bob", since: "-7d", until: "" },
  view: view(),
  tab: tab(),
  columns: ["subject", "recipient"],
  sort: "-subject",
  pivot: "sender_domain",
  group: undefined,
  ...more,
});
const named = (one: From) => takenFrom(one, (field) => field).map((taken) => taken.what);

describe("an export", () => {
  test("begins with what is on the page", () => {
    expect(named(from())[0]).toBe("rows");
    expect(named(from({ group: "subject" }))[0]).toBe("groups");
    expect(named(from({ tab: tab({ shows: "top", field: "url" }) }))[0]).toBe("top");
    expect(named(from({ tab: tab({ rows: "clicks" }) }))[0]).toBe("clicks");
    expect(named(from({ view: view("clicks") }))).toEqual(["clicks", "histogram"]);
  });

  test("of rows has the columns and the order that are shown", () => {
    expect(wishOf(from(), "rows", "csv")).toEqual({
      what: "rows",
      format: "csv",
      view: "phish",
      filter: "to:bob",
      since: "-7d",
      until: null,
      columns: ["subject", "recipient"],
      sort: "-subject",
    });
  });

  test("of a chart, a top and groups has their field, and no columns", () => {
    expect(wishOf(from(), "histogram", "csv").field).toBe("sender_domain");
    expect(wishOf(from({ tab: tab({ field: "url" }) }), "top", "csv").field).toBe("url");
    expect(wishOf(from({ group: "subject" }), "groups", "csv").field).toBe("subject");
    expect(wishOf(from(), "affected", "csv")).not.toHaveProperty("field");
    expect(wishOf(from(), "histogram", "csv")).not.toHaveProperty("columns");
  });

  test("made at once is named by what it is and when", () => {
    expect(fileName("affected", "xlsx", new Date("2026-11-29T20:41:00Z"))).toBe(
      "clawback-affected-2026-11-29-2041.xlsx",
    );
  });
});
