import type { CampaignFlowOut } from "~/api/generated";
import type { Tone } from "~/ui/Mark";
import { lookOf, SERIES } from "~/ui/tones";

/** Where a node is drawn, in the units of the picture. */
export type Box = {
  x: number;
  y: number;
  height: number;
  label: string;
  deliveries: number;
  tone: Tone;
  /** A filter that finds its deliveries; none where several values are folded. */
  filter: string | undefined;
  last: boolean;
};

/** A band from one node to another, as the path of its outline. */
type Ribbon = { path: string; tone: Tone; told: string };

export type Drawn = { boxes: readonly Box[]; ribbons: readonly Ribbon[]; heads: readonly Head[] };
type Head = { x: number; label: string; last: boolean };

export const WIDTH = 1000;
export const HEIGHT = 380;
export const BAR = 12;
const TOP = 28;
const GAP = 9;
const LEAST = 1.5;

const LOOKS: Readonly<Record<string, string>> = {
  held_for: "threat_type",
  place: "location",
  clicks: "click_verdict",
};
const FIELDS: Readonly<Record<string, string>> = {
  sender_ip: "sender_ip",
  sender_domain: "sender_domain",
  held_for: "threat_type",
  place: "latest_delivery_location",
  clicks: "click_verdict",
};

/** Lays the way of a campaign's mail out: layers from left to right, bands as wide as their mail. */
export function drawn(flow: CampaignFlowOut): Drawn {
  const names = flow.layers.map((one) => one.layer);
  const scale = scaleOf(flow);
  const below = new Map<string, number>();
  const seen = new Map<string, number>();
  const boxes = flow.nodes.map((node): Box => {
    const at = names.indexOf(node.layer);
    const y = below.get(node.layer) ?? TOP;
    const place = seen.get(node.layer) ?? 0;
    const height = Math.max(node.deliveries * scale, LEAST);
    below.set(node.layer, y + height + GAP);
    seen.set(node.layer, place + 1);
    return {
      x: left(at, names.length),
      y,
      height,
      label: node.label,
      deliveries: node.deliveries,
      tone: toneOf(node.layer, node.value, node.folded > 0, place),
      filter: node.value ? `${FIELDS[node.layer]}:${quoted(node.value)}` : undefined,
      last: at === names.length - 1,
    };
  });
  const out = new Map<number, number>();
  const into = new Map<number, number>();
  const ribbons = flow.bands.flatMap((band): Ribbon[] => {
    const from = boxes[band.source];
    const to = boxes[band.target];
    if (!from || !to) return [];
    const wide = band.deliveries * scale;
    const start = from.y + (out.get(band.source) ?? 0);
    const end = to.y + (into.get(band.target) ?? 0);
    out.set(band.source, (out.get(band.source) ?? 0) + wide);
    into.set(band.target, (into.get(band.target) ?? 0) + wide);
    return [
      {
        path: ribbon(from.x + BAR, start, to.x, end, Math.max(wide, 1)),
        tone: from.tone,
        told: `${from.label} to ${to.label}: ${band.deliveries.toLocaleString("en")}`,
      },
    ];
  });
  const heads = flow.layers.map((one, at) => ({
    x: left(at, names.length),
    label: one.label,
    last: at === names.length - 1,
  }));
  return { boxes, ribbons, heads };
}

const left = (at: number, layers: number): number =>
  layers > 1 ? (at * (WIDTH - BAR)) / (layers - 1) : 0;

/** Units for a delivery, so that the fullest layer fits. */
function scaleOf(flow: CampaignFlowOut): number {
  const layers = flow.layers.map((one) => flow.nodes.filter((node) => node.layer === one.layer));
  const whole = Math.max(
    1,
    (layers[0] ?? []).reduce((sum, node) => sum + node.deliveries, 0),
  );
  const rooms = layers.map((nodes) => HEIGHT - TOP - GAP * Math.max(0, nodes.length - 1));
  return Math.max(0, Math.min(...rooms)) / whole;
}

function ribbon(x1: number, y1: number, x2: number, y2: number, wide: number): string {
  const middle = (x1 + x2) / 2;
  const there = `M${x1} ${y1} C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
  const back = `L${x2} ${y2 + wide} C${middle} ${y2 + wide} ${middle} ${y1 + wide} ${x1} ${y1 + wide}`;
  return `${there} ${back} Z`;
}

function toneOf(layer: string, value: string, folded: boolean, place: number): Tone {
  if (folded || value === "") return "unknown";
  const look = LOOKS[layer];
  const own = look === undefined ? undefined : lookOf(look, value);
  return own?.tone ?? SERIES[place % SERIES.length] ?? "unknown";
}

const quoted = (value: string): string => `"${value.replaceAll(/["\\]/g, "\\$&")}"`;
