import { describe, expect, test } from "vitest";

import { barAt, barsPath, endOf, highest, layersOf, rangeOfBars, toldOf, sumOf } from "./chart";
import { heightScale } from "./scale";
import { stretchOf, ticksOf } from "./ticks";

const series = (value: string | null, counts: number[]) => ({
  value,
  label: value ?? "Other",
  filter: value ? `x:${value}` : "",
  total: counts.reduce((sum, one) => sum + one, 0),
  counts,
});
const SERIES = [
  series("delivered", [3, 0, 5]),
  series("blocked", [1, 2, 0]),
  series(null, [0, 1, 1]),
];
const hours = (count: number, from = "2026-11-28T00:00:00Z") =>
  Array.from({ length: count }, (_, at) =>
    new Date(new Date(from).valueOf() + at * 3_600_000).toISOString(),
  );

describe("a chart", () => {
  test("stacks what is shown, and only that", () => {
    const layers = layersOf("delivery_action", SERIES, new Set());
    expect(layers.map((layer) => layer.under)).toEqual([
      [0, 0, 0],
      [3, 0, 5],
      [4, 2, 5],
    ]);
    expect(layers.map((layer) => layer.tone)).toEqual(["delivered", "blocked", "unknown"]);
    expect(highest(layers)).toBe(6);
    const less = layersOf("delivery_action", SERIES, new Set(["=delivered"]));
    expect(less.map((layer) => layer.under)).toEqual([
      [0, 0, 0],
      [1, 2, 0],
    ]);
    expect(highest([])).toBe(0);
  });

  test("is one path for each series, without the bars that are empty", () => {
    const [delivered] = layersOf("delivery_action", SERIES, new Set());
    const path = delivered ? barsPath(delivered, heightScale(6, 100), 300) : "";
    expect(path.match(/M/g)).toHaveLength(2);
  });

  test("knows the bar under the pointer, also beyond its edges", () => {
    expect([-4, 0, 49, 50, 99, 400].map((x) => barAt(x, 100, 2))).toEqual([0, 0, 0, 1, 1, 1]);
  });

  test("a bar ends where the next begins", () => {
    expect(endOf(hours(2), "hour", 0)).toBe("2026-11-28T01:00:00.000Z");
    expect(endOf(hours(2), "hour", 1)).toBe("2026-11-28T02:00:00.000Z");
  });

  test("bars stand for a range, which never holds more than was asked for", () => {
    const open = { since: "", until: "" };
    expect(rangeOfBars(hours(5), "hour", 3, 1, open)).toEqual({
      since: "2026-11-28T01:00:00.000Z",
      until: "2026-11-28T04:00:00.000Z",
    });
    const within = { since: "2026-11-28T00:20:00Z", until: "2026-11-28T04:30:00Z" };
    expect(rangeOfBars(hours(5), "hour", 0, 4, within)).toEqual(within);
    expect(rangeOfBars(hours(5), "hour", 0, 0, { since: "-7d", until: "" }).since).toBe(
      "2026-11-28T00:00:00.000Z",
    );
  });

  test("tells a bar's numbers, the most first", () => {
    const layers = layersOf("delivery_action", SERIES, new Set());
    expect(toldOf(layers, 1).map((one) => [one.label, one.count])).toEqual([
      ["blocked", 2],
      ["Other", 1],
    ]);
    expect(sumOf(layers, 2, 1)).toBe(9);
  });
});

describe("the labels under a chart", () => {
  test("stand at round times of the zone, a day at its midnight", () => {
    const ticks = ticksOf(hours(48), "hour", "Europe/Berlin", 9);
    expect(ticks.map((tick) => tick.label)).toEqual([
      "06:00",
      "12:00",
      "18:00",
      "29 Nov",
      "06:00",
      "12:00",
      "18:00",
      "30 Nov",
    ]);
    expect(ticks.find((tick) => tick.strong)?.at).toBe(23);
  });

  test("are no more than there is room for", () => {
    for (const room of [1, 3, 6, 12])
      expect(ticksOf(hours(240), "hour", "UTC", room).length).toBeLessThanOrEqual(room);
  });

  test("a stretch of time is told with its day", () => {
    expect(stretchOf("2026-11-29T10:00:00Z", "2026-11-29T11:00:00Z", "hour", "UTC")).toBe(
      "Sun 29 Nov, 10:00 – 11:00",
    );
    expect(stretchOf("2026-11-29T00:00:00Z", "2026-11-30T00:00:00Z", "day", "UTC")).toBe(
      "Sun 29 Nov",
    );
    expect(stretchOf("2026-11-23T00:00:00Z", "2026-11-30T00:00:00Z", "week", "UTC")).toBe(
      "Mon 23 Nov – Sun 29 Nov",
    );
  });
});
