import type { CountsOut, LargestOut, Outcome, ReviewOut } from "~/api/generated";
import type { Part } from "~/ui/Figures";
import { lookOf, seriesTone } from "~/ui/tones";
import { worded } from "~/ui/words";

import { EFFECTS, OUTCOMES } from "./words";

const ORDER = Object.keys(OUTCOMES);

function positive(counts: Readonly<Record<string, number | undefined>>): [string, number][] {
  return Object.entries(counts).flatMap(([name, count]) =>
    count !== undefined && count > 0 ? [[name, count]] : [],
  );
}

/** Deliveries by how they ended, good ends first. */
export function outcomeParts(counts: CountsOut): Part[] {
  return positive(counts.outcomes)
    .toSorted(([one], [other]) => ORDER.indexOf(one) - ORDER.indexOf(other))
    .map(([outcome, count]) => ({
      name: new Map(Object.entries(OUTCOMES)).get(outcome) ?? outcome,
      count,
      tone: lookOf("outcome", outcome)?.tone ?? "unknown",
    }));
}

/** Deliveries by whether what is done to them can be undone. */
export function effectParts(review: ReviewOut): Part[] {
  const known = new Map(Object.entries(EFFECTS));
  return positive(review.effects).map(([effect, count]) => ({
    name: known.get(effect) ?? effect,
    count,
    tone: lookOf("effect", effect)?.tone ?? "unknown",
  }));
}

/** Deliveries by where they lie. */
export function locationParts(review: ReviewOut): Part[] {
  return positive(review.by_location)
    .toSorted(([, one], [, other]) => other - one)
    .map(([location, count]) => ({
      name: worded(location),
      count,
      tone: lookOf("latest_delivery_location", location)?.tone ?? "unknown",
    }));
}

/** The largest of something as bars; how many others there are, and what these have together. */
export function largestParts(
  largest: LargestOut,
  most: number,
): { parts: Part[]; others: number; left: number } {
  const shown = largest.top.slice(0, most);
  const left = largest.top.slice(most).reduce((sum, one) => sum + one.deliveries, largest.others);
  const parts: Part[] = shown.map((one) => ({
    name: one.name || "Place not known",
    count: one.deliveries,
    tone: seriesTone("", one.name, 0),
  }));
  return { parts, others: largest.number - shown.length, left };
}

/** Deliveries that did not end well, or have not ended. */
export function troubles(counts: CountsOut): number {
  const bad: readonly Outcome[] = ["failed", "unknown", "drifted"];
  return bad.reduce((sum, outcome) => sum + (counts.outcomes[outcome] ?? 0), 0);
}
