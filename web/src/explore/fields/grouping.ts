import type { FieldOut } from "~/api/generated";

export type Group = { says: string; fields: FieldOut[] };

/** Kinds whose most frequent values say something: a moment or a size hardly comes twice. */
const COUNTED = new Set(["text", "url", "ip", "choice", "boolean", "number"]);
const ONCE = new Set(["network_message_id", "click_id", "body", "header"]);

/** What a hunt most often begins with; these stand first. */
const OFTEN = new Set([
  "delivery_action",
  "latest_delivery_location",
  "threat_type",
  "detection_technology",
  "sender_address",
  "sender_domain",
  "recipient",
  "subject",
  "url_domain",
  "click_verdict",
  "workload",
]);
const FIRST = "Often asked";

/** The fields whose values are worth counting, in their groups, narrowed to what is looked for. */
export function grouped(fields: readonly FieldOut[], wanted: string): Group[] {
  const groups = new Map<string, FieldOut[]>([[FIRST, []]]);
  for (const field of fields) {
    if (!COUNTED.has(field.kind) || ONCE.has(field.name) || !fits(field, wanted)) continue;
    const group = OFTEN.has(field.name) ? FIRST : field.group;
    groups.set(group, [...(groups.get(group) ?? []), field]);
  }
  return [...groups]
    .filter(([, members]) => members.length > 0)
    .map(([says, members]) => ({ says, fields: members }));
}

function fits(field: FieldOut, wanted: string): boolean {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  const names = [field.name, field.label, ...field.aliases].join(" ").toLowerCase();
  return words.every((word) => names.includes(word));
}
