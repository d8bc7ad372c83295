import type { Hop, Journey } from "~/api/generated";
import { plainly } from "~/ui/deceit";
import { lasting } from "~/ui/words";

const LONG = 300; // seconds that are worth a colour; greylisting takes about as many
const SHORT = 60; // seconds; what took less is drawn short, however quick all else was
const NAME = 48; // characters that are drawn

/** A server on the way: its name, where it stood, and whether an outsider may have made it up. */
export type Stop = { name: string; address: string; ours: boolean };

/** What lies between two stops. `share` is its part of the longest wait, from 0 to 1. */
export type Leg = {
  how: string;
  delay: string;
  share: number;
  kind: "quick" | "long" | "odd" | "unknown";
  believed: boolean;
  border: boolean;
};

export type Way = { stops: Stop[]; legs: Leg[] };

/** Seconds between two servers, for a person. */
export function delayed(delay: number | null | undefined): string {
  if (typeof delay !== "number") return "";
  return delay < 0 ? `${lasting(-delay)} back` : `+${lasting(delay)}`;
}

function short(text: string): string {
  const plain = plainly(text);
  return plain.length > NAME ? `${plain.slice(0, NAME - 1)}…` : plain;
}

function kindOf(delay: number | null | undefined): Leg["kind"] {
  if (typeof delay !== "number") return "unknown";
  if (delay < 0) return "odd";
  return delay >= LONG ? "long" : "quick";
}

function first(hop: Hop): Stop {
  const name = hop.from_host || hop.from_name || hop.from_ip || "Somebody";
  return { name: short(name), address: hop.from_ip ?? "", ours: hop.side === "ours" };
}

/** The way of a mail as it is drawn: one stop more than there are legs. */
export function wayOf(journey: Journey): Way {
  const hops = journey.hops ?? [];
  const [start] = hops;
  if (!start) return { stops: [], legs: [] };
  const most = Math.max(SHORT, ...hops.map((hop) => Math.abs(hop.delay ?? 0)));
  return {
    stops: [
      first(start),
      ...hops.map((hop, at) => ({
        name: short(hop.by || "A server without a name"),
        address: hops[at + 1]?.from_ip ?? "",
        ours: hop.side !== "outside",
      })),
    ],
    legs: hops.map((hop) => ({
      how: [hop.protocol, hop.tls].filter(Boolean).join(", ") || "",
      delay: delayed(hop.delay),
      share: Math.abs(hop.delay ?? 0) / most,
      kind: kindOf(hop.delay),
      believed: hop.believed ?? false,
      border: hop.side === "border",
    })),
  };
}

/** The same in a sentence, for those who do not see the drawing. */
export function saidOf({ stops, legs }: Way): string {
  const said = stops.map((stop, at) => {
    const leg = legs[at - 1];
    return leg ? `${stop.name}${leg.delay ? ` after ${leg.delay}` : ""}` : stop.name;
  });
  return `The way of the mail: ${said.join(", then ")}.`;
}
