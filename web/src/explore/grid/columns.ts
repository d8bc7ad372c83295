import type { FieldOut } from "~/api/generated";

/** A column as it is drawn. */
export type Column = { field: string; label: string; width: number; number: boolean };

const NARROWEST = 64;
const WIDEST = 900;

const WIDTHS: Readonly<Record<string, number>> = {
  time_received: 132,
  time_clicked: 132,
  subject: 320,
  url: 320,
  recipient: 190,
  sender_address: 210,
  delivery_action: 140,
  original_delivery_location: 150,
  latest_delivery_location: 150,
  threat_type: 110,
  detection_technology: 180,
  additional_actions: 150,
  tags: 90,
  network_message_id: 290,
};

const OF_KIND: Readonly<Record<string, number>> = {
  text: 170,
  url: 220,
  ip: 130,
  number: 96,
  size: 96,
  time: 132,
  choice: 140,
  boolean: 90,
};

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
      width: fitting(widths[name] ?? usualWidth(field)),
      number: !field.several && (field.kind === "number" || field.kind === "size"),
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

/** Tracks of the grid: the tick, the columns, and what is left over. */
export function tracks(columns: readonly Column[], ticks: boolean): string {
  const widths = columns.map((column) => `${column.width}px`);
  return [...(ticks ? ["36px"] : []), ...widths, "minmax(0, 1fr)"].join(" ");
}
