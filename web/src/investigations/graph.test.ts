import { expect, test } from "vitest";

import type { InvestigationGraphOut } from "~/api/generated";

import { drawn, ROW } from "./graph";
import { readInvestigations } from "./state";

const GRAPH: InvestigationGraphOut = {
  nodes: [
    { id: "root", kind: "root", label: "a@b.example", verdict: "malicious", deliveries: 0 },
    { id: "c1", kind: "cluster", label: "Same sender", verdict: "none", deliveries: 3 },
    { id: "c2", kind: "cluster", label: "Same URL", verdict: "malicious", deliveries: 9 },
    { id: "a1", kind: "action", label: "R-1", verdict: "none", deliveries: 9 },
  ],
  edges: [
    { source: "root", target: "c1" },
    { source: "root", target: "c2" },
    { source: "c2", target: "a1" },
    { source: "c2", target: "gone" },
  ],
};

test("what is of a kind stands below each other, the root before the middle of all", () => {
  const { nodes, lines, height } = drawn(GRAPH);
  expect(nodes.map((node) => node.y)).toEqual([ROW / 2, 0, ROW, 0]);
  expect(height).toBe(2 * ROW);
  expect(lines.map((line) => line.key)).toEqual(["root c1", "root c2", "c2 a1"]);
});

test("the address names what is about to begin, and no other kind", () => {
  expect(readInvestigations({ begin: "sender", value: "a@b.example" })).toEqual({
    begin: "sender",
    value: "a@b.example",
  });
  expect(readInvestigations({ begin: "file" }).begin).toBeUndefined();
});
