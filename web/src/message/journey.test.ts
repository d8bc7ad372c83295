import { expect, test } from "vitest";

import { delayed, saidOf, wayOf } from "./journey";

const HOPS = [
  { from_name: "laptop", from_ip: "192.0.2.1", by: "out.evil.example", side: "outside" as const },
  {
    from_host: "out.evil.example",
    from_ip: "198.51.100.7",
    by: "mx.example.org",
    delay: 600,
    protocol: "ESMTPS",
    tls: "TLS 1.3",
    side: "border" as const,
    believed: true,
  },
  { by: "store.example.org", delay: -4, side: "ours" as const, believed: true },
];

test("a way has one stop more than legs, and tells where it became ours", () => {
  const { stops, legs } = wayOf({ hops: HOPS });
  expect(stops.map((stop) => stop.name)).toEqual([
    "laptop",
    "out.evil.example",
    "mx.example.org",
    "store.example.org",
  ]);
  expect(stops.map((stop) => stop.ours)).toEqual([false, false, true, true]);
  expect(legs.map((leg) => leg.kind)).toEqual(["unknown", "long", "odd"]);
  expect(legs[1]).toMatchObject({ border: true, share: 1, how: "ESMTPS, TLS 1.3" });
});

test("a clock that goes back is said so", () => {
  expect([delayed(3), delayed(-3), delayed(null)]).toEqual(["+3 s", "3 s back", ""]);
});

test("the way is told in a sentence, also when there is none", () => {
  expect(saidOf(wayOf({ hops: HOPS }))).toContain("mx.example.org after +10 min");
  expect(wayOf({}).stops).toEqual([]);
});
