import { expect, test } from "vitest";

import type { CampaignFlowOut } from "~/api/generated";

import { drawn, HEIGHT, WIDTH } from "./flow";

const FLOW: CampaignFlowOut = {
  layers: [
    { layer: "sender_ip", label: "Sender IPs" },
    { layer: "place", label: "Where it is" },
  ],
  nodes: [
    { layer: "sender_ip", value: "192.0.2.1", label: "192.0.2.1", deliveries: 30, folded: 0 },
    { layer: "sender_ip", value: "", label: "7 others", deliveries: 10, folded: 7 },
    { layer: "place", value: "inbox_folder", label: "Inbox/folder", deliveries: 40, folded: 0 },
  ],
  bands: [
    { source: 0, target: 2, deliveries: 30 },
    { source: 1, target: 2, deliveries: 10 },
  ],
};

test("boxes of a layer stand below each other, as high as their mail, within the picture", () => {
  const { boxes } = drawn(FLOW);
  const [first, rest, place] = boxes;
  expect((first?.height ?? 0) / (rest?.height ?? 1)).toBeCloseTo(3);
  expect(rest?.y).toBeGreaterThan((first?.y ?? 0) + (first?.height ?? 0));
  expect((rest?.y ?? 0) + (rest?.height ?? 0)).toBeLessThanOrEqual(HEIGHT);
  expect([first?.x, place?.last]).toEqual([0, true]);
  expect((place?.x ?? 0) < WIDTH).toBe(true);
});

test("a value can be searched for, and values that are folded cannot", () => {
  const { boxes, ribbons } = drawn(FLOW);
  expect(boxes.map((box) => box.filter)).toEqual([
    'sender_ip:"192.0.2.1"',
    undefined,
    'latest_delivery_location:"inbox_folder"',
  ]);
  expect(ribbons[1]?.told).toBe("7 others to Inbox/folder: 10");
});

test("a campaign without mail is drawn as nothing", () => {
  expect(drawn({ ...FLOW, nodes: [], bands: [] })).toMatchObject({ boxes: [], ribbons: [] });
});
