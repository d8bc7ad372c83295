import type { FieldOut } from "~/api/generated";

/** A column as it is drawn; `head` is what stands above it, where the label is too long for that. */
export type Column = {
  field: string;
  label: string;
  head: string;
  width: number;
  number: boolean;
  /** Whether it takes what room is left. */
  grows: boolean;
};

const NARROWEST = 64;
const WIDEST = 900;

const WIDTHS: Readonly<Record<string, number>> = {
  time_received: 148,
  time_clicked: 148,
  subject: 230,
  url: 250,
  recipient: 190,
  sender_address: 190,
  delivery_action: 140,
  original_delivery_location: 142,
  latest_delivery_location: 142,
  threat_type: 154,
  click_verdict: 222,
  detection_technology: 140,
  workload: 84,
  client_ip: 120,
  additional_action: 150,
  tags: 90,
  network_message_id: 290,
};

const OF_KIND: Readonly<Record<string, number>> = {
  text: 170,
  url: 220,
  ip: 130,
  number: 96,
  size: 96,
  time: 148,
  choice: 140,
  boolean: 90,
};

const HEADS: Readonly<Record<string, string>> = {
  latest_delivery_location: "Latest location",
  original_delivery_location: "Original location",
  detection_technology: "Technology",
};

const GROWS = new Set(["subject", "url"]);

/** The width that a column has until somebody drags it. */
function usualWidth(field: Pick<FieldOut, "name" | "kind">): number {
  return WIDTHS[field.name] ?? OF_KIND[field.kind] ?? 150;
}

export function fitting(width: number): number {
  return Math.round(Math.min(WIDEST, Math.max(NARROWEST, width)));
}

/** The columns to draw: those asked for, in their order, as far as there are such fields. */
export function columnsOf(
  wanted: readonly string[],
  fields: readonly FieldOut[],
  widths: Readonly<Record<string, number>>,
): Column[] {
  const known = new Map(fields.filter((field) => field.shown).map((field) => [field.name, field]));
  return wanted.flatMap((name) => {
    const field = known.get(name);
    if (!field) return [];
    return {
      field: name,
      label: field.label,
      head: HEADS[field.name] ?? field.label,
      width: fitting(widths[name] ?? usualWidth(field)),
      number: !field.several && (field.kind === "number" || field.kind === "size"),
      grows: GROWS.has(name) && widths[name] === undefined,
    };
  });
}

/** Names in an address that no column has; to be said, not swallowed. */
export function strangers(wanted: readonly string[], fields: readonly FieldOut[]): string[] {
  const known = new Set(fields.filter((field) => field.shown).map((field) => field.name));
  return wanted.filter((name) => !known.has(name));
}

/** A column put in or out; a new one comes last. */
export function turned(wanted: readonly string[], name: string): string[] {
  return wanted.includes(name) ? wanted.filter((one) => one !== name) : [...wanted, name];
}

/** A column moved to another place among the rest. */
export function moved(wanted: readonly string[], name: string, to: number): string[] {
  const rest = wanted.filter((one) => one !== name);
  const at = Math.max(0, Math.min(rest.length, to));
  return [...rest.slice(0, at), name, ...rest.slice(at)];
}

/** The text for the address, or nothing where it is what everybody gets. */
export function columnsText(wanted: readonly string[], usual: readonly string[]) {
  const text = wanted.join(",");
  return text === usual.join(",") ? undefined : text;
}

/** Tracks of the grid: the tick, the columns, and what is left over where no column takes it. */
export function tracks(columns: readonly Column[], ticks: boolean): string {
  const widths = columns.map(({ width, grows }) =>
    grows ? `minmax(${width}px, 1fr)` : `${width}px`,
  );
  const rest = columns.some((column) => column.grows) ? [] : ["minmax(0, 1fr)"];
  return [...(ticks ? ["36px"] : []), ...widths, ...rest].join(" ");
}
