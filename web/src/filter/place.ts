import { reading, type Token } from "./tokens";

/** What is being typed at the end of a text: the name of a field (or a word), or a value of one. */
export type Place =
  | { kind: "name"; from: number; typed: string }
  | { kind: "value"; field: string; from: number; typed: string };

const PART_OF_VALUE = new Set<Token["kind"]>(["value", "unclosed", "wildcard", "quoted"]);

/** The place at the end of `text`; `undefined` where nothing can be proposed. */
export function placeAt(text: string): Place | undefined {
  const { tokens, field } = reading(text);
  const last = tokens.at(-1);
  const touches = last?.to === text.length;
  if (touches && last.of !== undefined && PART_OF_VALUE.has(last.kind))
    return last.kind === "quoted" ? undefined : valueFrom(text, tokens, last.of);
  if (touches && last.kind === "expression") return undefined;
  if (field !== undefined) return { kind: "value", field, from: text.length, typed: "" };
  if (touches && last.kind === "word")
    return { kind: "name", from: last.from, typed: text.slice(last.from) };
  if (touches && !["negation", "bracket"].includes(last.kind)) return undefined;
  if (touches && text.endsWith(")")) return undefined;
  return { kind: "name", from: text.length, typed: "" };
}

function valueFrom(text: string, tokens: readonly Token[], field: string): Place {
  let from = text.length;
  for (const token of tokens.toReversed()) {
    if (token.to !== from || !PART_OF_VALUE.has(token.kind)) break;
    from = token.from;
  }
  return { kind: "value", field, from, typed: unquoted(text.slice(from)) };
}

/** What stands in a value that is still being typed, without its signs. */
function unquoted(typed: string): string {
  return typed.replaceAll(/["“”*?]/g, "").replaceAll(/\\(.)/g, "$1");
}

/** A text on one line: where it broke, values of a list get a comma between them. */
export function onOneLine(text: string): string {
  if (!/[\r\n]/.test(text)) return text;
  const lines = text.split(/\s*[\r\n]+\s*/);
  return lines.reduce((whole, line) => whole + separator(whole, line) + line);
}

function separator(before: string, next: string): string {
  const inList = reading(before).open > 0;
  return inList && !/[(,]$/.test(before) && !/^[),]/.test(next) ? ", " : " ";
}
