import type { FieldOut } from "~/api/generated";

export type Group = { says: string; fields: FieldOut[] };

/** Kinds whose most frequent values say something: a moment or a size hardly comes twice. */
const COUNTED = new Set(["text", "url", "ip", "choice", "boolean", "number"]);
const ONCE = new Set(["network_message_id", "click_id", "body", "header"]);

/** The fields whose values are worth counting, in their groups, narrowed to what is looked for. */
export function grouped(fields: readonly FieldOut[], wanted: string): Group[] {
  const groups = new Map<string, FieldOut[]>();
  for (const field of fields) {
    if (!COUNTED.has(field.kind) || ONCE.has(field.name) || !fits(field, wanted)) continue;
    groups.set(field.group, [...(groups.get(field.group) ?? []), field]);
  }
  return [...groups].map(([says, members]) => ({ says, fields: members }));
}

function fits(field: FieldOut, wanted: string): boolean {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  const names = [field.name, field.label, ...field.aliases].join(" ").toLowerCase();
  return words.every((word) => names.includes(word));
}
