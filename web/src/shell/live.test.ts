import { describe, expect, test } from "vitest";

import { readChange, shows } from "./live";

const changed = { topic: "remediations", versions: { r1: "a" } };
const key = (operation: string, path?: Record<string, string>) => [{ _id: operation, path }];

describe("live updates", () => {
  test("lists are asked again whatever has changed of their topic", () => {
    expect(shows(key("remediationList"), changed)).toBe(true);
    expect(shows(key("remediationContainerList"), changed)).toBe(false);
  });

  test("what shows one thing is asked again when that has changed", () => {
    expect(shows(key("remediationGet", { remediation_id: "r1" }), changed)).toBe(true);
    expect(shows(key("remediationGet", { remediation_id: "r2" }), changed)).toBe(false);
  });

  test("after a silence everything live is asked again, and nothing else", () => {
    expect(shows(key("remediationGet", { remediation_id: "r2" }))).toBe(true);
    expect(shows(key("deliverySearch"))).toBe(false);
    expect(shows(["session"])).toBe(false);
  });

  test("what the stream says is read, and what is no change is left", () => {
    expect(readChange('{"topic":"exports","versions":{"e":"1"}}')).toEqual({
      topic: "exports",
      versions: { e: "1" },
    });
    expect(readChange("{}")).toBeUndefined();
  });
});
