import { describe, expect, test } from "vitest";

import type { Choice } from "./choice";
import {
  additionOf,
  chosenOf,
  filterOf,
  filterOfKeys,
  momentAt,
  remediationOf,
  sketchOf,
  suggestedName,
  type Form,
  type How,
} from "./sketch";

const NOW = Date.UTC(2026, 10, 29, 12);
const key = { network_message_id: "m1", recipient: "amy@example.org" };
const other = { network_message_id: "m1", recipient: "bob@example.org" };
const form: Form = {
  action: "soft_delete",
  sweep: false,
  senders_copy: true,
  unread_only: false,
  every_location: false,
  name: " Prize ",
  severity: "high",
  description: "",
};
const found: Choice = {
  kind: "filter",
  filter: "subject~prize",
  since: "-7d",
  excluded: [key],
  count: 3,
};
const made = (how: How) => remediationOf(sketchOf(chosenOf(found, "", NOW), form), form, how);

describe("a remediation in the making", () => {
  test("an end that is told from now becomes a moment, which stays", () => {
    expect(momentAt("-7d", NOW)).toBe("2026-11-22T12:00:00.000Z");
    expect(momentAt("2026-11-01", NOW)).toBe("2026-11-01T00:00:00.000Z");
    expect(momentAt("all", NOW)).toBeUndefined();
    expect(momentAt(undefined, NOW)).toBeUndefined();
    expect(momentAt("-7 fortnights", NOW)).toBe("-7 fortnights");
  });

  test("the view is part of the filter, and exclusions are names", () => {
    expect(chosenOf(found, "threat:phish", NOW)).toEqual({
      filter: "(threat:phish) (subject~prize)",
      since: "2026-11-22T12:00:00.000Z",
      without: { deliveries: [key] },
    });
    expect(chosenOf({ kind: "rows", keys: [key] }, "threat:phish", NOW)).toEqual({
      filter: "",
      only: { deliveries: [key] },
    });
  });

  test("a sender's copy is asked for with a soft delete only", () => {
    const chosen = chosenOf(found, "", NOW);
    expect(sketchOf(chosen, form).senders_copy).toBe(true);
    expect(sketchOf(chosen, { ...form, action: "hard_delete" }).senders_copy).toBe(false);
  });

  test("it is started, proposed or kept, with its name trimmed", () => {
    expect(made("start")).toMatchObject({ name: "Prize", start: true, propose: false });
    expect(made("propose")).toMatchObject({ name: "Prize", start: false, propose: true });
    expect(made("keep")).toMatchObject({ start: false, propose: false });
  });

  test("deliveries become a filter, with what they hold quoted", () => {
    expect(filterOfKeys([key, other])).toBe(
      '(network_message_id:"m1" recipient:("amy@example.org" OR "bob@example.org"))',
    );
    expect(filterOfKeys([{ ...key, recipient: 'a"b\\@x' }])).toContain('"a\\"b\\\\@x"');
  });

  test("a choice that takes no names is one filter", () => {
    const chosen = chosenOf({ ...found, since: undefined }, "", NOW);
    const without = 'NOT ((network_message_id:"m1" recipient:("amy@example.org")))';
    expect(filterOf(chosen)).toBe(`(subject~prize) (${without})`);
    expect(additionOf(chosen)).toEqual({ filter: filterOf(chosen) });
    expect(additionOf(chosenOf({ kind: "rows", keys: [key] }, "", NOW))).toEqual({
      only: { deliveries: [key] },
    });
  });

  test("a filter is a name to begin with, cut where it is long", () => {
    expect(suggestedName(found)).toBe("subject~prize");
    expect(suggestedName({ ...found, filter: "x".repeat(100) })).toHaveLength(80);
    expect(suggestedName({ kind: "rows", keys: [key] })).toBe("");
  });
});
