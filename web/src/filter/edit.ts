import { conditions, type Condition } from "./tokens";

/** What must be known of a field to write one of its values. */
export type Written = { name: string; kind: string };

const SAFE = /^[\p{L}\p{N}][\p{L}\p{N}_@.+-]*$/u;
const SAFE_URL = /^[\p{L}\p{N}][\p{L}\p{N}_@.+=$!:#%&;/?~-]*$/u;
const KEYWORD = /^(and|or|not)$/i;
// oxlint-disable-next-line no-control-regex -- these cannot stand in quotes
const UNQUOTABLE = /[\u0000-\u001f\u007f]/;
const MOST_SPELLED = 120; // characters; an expression of the language has at most 1,000
const BARE = new Set(["choice", "boolean", "number", "size", "time", "time of day"]);

/** Text in quotation marks, as the language reads it back. */
export function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/** A value as it can stand after `field:`. */
export function written(field: Written, value: string): string {
  if (UNQUOTABLE.test(value)) return spelledOut(value);
  const bare = BARE.has(field.kind) ? !/\s/.test(value) : plain(field, value);
  return bare ? value : quoted(value);
}

function plain(field: Written, value: string): boolean {
  if (KEYWORD.test(value)) return false;
  if (field.kind === "ip") return /^[\da-f.:/]+$/i.test(value);
  return (field.kind === "url" ? SAFE_URL : SAFE).test(value);
}

/** An expression that finds this text and nothing else, where no quotes can hold it. */
function spelledOut(text: string): string {
  const signs = Array.from(text).slice(0, MOST_SPELLED).map(spelled);
  const end = signs.length < Array.from(text).length ? "" : "\\z";
  return `/\\A${signs.join("")}${end}/`;
}

function spelled(sign: string): string {
  return /[\p{L}\p{N}]/u.test(sign) ? sign : `\\x{${(sign.codePointAt(0) ?? 0).toString(16)}}`;
}

/** The condition that a field has this value; an empty one says that it has none. */
export function condition(field: Written, value: string | null): string {
  return value === null || value === ""
    ? `-${field.name}:*`
    : `${field.name}:${written(field, value)}`;
}

/** The contrary of a condition: one that was negated loses its sign. */
export function contrary(text: string): string {
  const one = text.trim();
  if (/^-(?!\s)/.test(one)) return one.slice(1);
  if (/^NOT[\s(]/.test(one)) return one.slice(3).trim();
  return conditions(one).parts.length > 1 ? `NOT (${one})` : `-${one}`;
}

/** The filter with one more condition. One that it has already stays once, its contrary goes. */
export function withCondition(text: string, more: string): string {
  const { parts, alternatives } = conditions(text);
  if (parts.length === 0) return more;
  if (alternatives) return `(${text.trim()}) ${more}`;
  const same = (part: Condition, other: string) => text.slice(part.from, part.to) === other;
  if (parts.some((part) => same(part, more))) return text;
  const against = parts.find((part) => same(part, contrary(more)));
  if (against) return replaced(text, against, more);
  return `${text.trim()} ${more}`;
}

/** The filter with other words in place of a condition. */
export function replaced(text: string, part: Condition, by: string): string {
  return text.slice(0, part.from) + by + text.slice(part.to);
}

/** The filter without a condition, and without the AND that joined it. */
export function withoutPart(text: string, part: Condition): string {
  const before = text
    .slice(0, part.from)
    .replace(/(^|\s)AND\s*$/, "$1")
    .trimEnd();
  const behind = text.slice(part.to).trimStart();
  if (!before) return behind.replace(/^AND(?=\s|\(|$)/, "").trim();
  return behind ? `${before} ${behind}` : before;
}

/** Where a span of the API, which counts code points, stands in a text of the browser. */
export function spanIn(text: string, start: number, end: number): Condition {
  const signs = Array.from(text);
  const from = signs.slice(0, start).join("").length;
  return { from, to: from + signs.slice(start, end).join("").length };
}
