import { describe, expect, test } from "vitest";

import { namesOf, sizeOf, type Choice } from "./choice";

const key = { network_message_id: "m1", recipient: "amy@example.org" };
const found: Choice = { kind: "filter", filter: "subject~prize", excluded: [key], count: 66 };

describe("a choice of deliveries", () => {
  test("rows are counted, and what a filter finds is counted without what is left out", () => {
    expect(sizeOf({ kind: "rows", keys: [key] })).toBe(1);
    expect(sizeOf(found)).toBe(65);
  });

  test("rows are named alone, and exclusions are named as left out", () => {
    expect(namesOf({ kind: "rows", keys: [key] })).toEqual({ only: { deliveries: [key] } });
    expect(namesOf(found)).toEqual({ without: { deliveries: [key] } });
    expect(namesOf({ ...found, excluded: [] })).toEqual({});
  });
});
