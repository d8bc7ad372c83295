import type { FieldOut } from "~/api/generated";

import { written } from "./edit";
import { fieldNamed } from "./fields";
import type { Place } from "./place";

/** Something that can stand where one is typing. */
export type Proposal = {
  /** What is put there. */
  text: string;
  says: string;
  /** More about it, in quieter letters. */
  about?: string;
  info?: string;
  /** Whether what follows should be proposed at once. */
  goesOn?: boolean;
};

const MOST = 40;
const ORDERED = new Set(["number", "size", "time", "time of day"]);
const USUAL: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  boolean: [
    ["true", "yes"],
    ["false", "no"],
  ],
  time: [
    ["-1h", "in the last hour"],
    ["-24h", "in the last 24 hours"],
    ["-7d", "in the last 7 days"],
    ["-7d..-1d", "between 7 days and one day ago"],
  ],
  size: [
    ["100kb", ""],
    ["1mb", ""],
    ["10mb", ""],
    ["1mb..5mb", "between"],
  ],
  "time of day": [["22:00..06:00", "at night"]],
};

/** What can be proposed for a name: operators of a field that is written out, else fields. */
export function proposedNames(
  fields: readonly FieldOut[],
  lists: readonly string[],
  typed: string,
): Proposal[] {
  const exact = typed ? fieldNamed(fields, typed) : undefined;
  const found = fields
    .map((field) => ({ field, rank: rankOf(field, typed.toLowerCase()) }))
    .filter(({ field, rank }) => rank < Infinity && field !== exact)
    .toSorted((one, other) => one.rank - other.rank)
    .slice(0, MOST)
    .map(({ field }) => fieldProposal(field));
  const list: Proposal[] =
    lists.length > 0 && "list".startsWith(typed.toLowerCase())
      ? [{ text: "list:", says: "list", about: "In a list of yours", goesOn: true }]
      : [];
  return [...(exact ? operators(exact, typed) : []), ...found, ...list, ...keywords(typed)];
}

function fieldProposal(field: FieldOut): Proposal {
  return {
    text: `${field.name}:`,
    says: field.name,
    about: field.label,
    info: `${field.meaning} For example: ${field.example}`,
    goesOn: true,
  };
}

/** The lower, the better it fits; `Infinity` where it does not. */
function rankOf(field: FieldOut, typed: string): number {
  if (!typed) return 0;
  const names = [field.name, ...field.aliases];
  const label = field.label.toLowerCase();
  if (names.some((name) => name.startsWith(typed))) return field.name.startsWith(typed) ? 1 : 2;
  if (label.startsWith(typed)) return 3;
  if (label.split(" ").some((word) => word.startsWith(typed))) return 4;
  return names.some((name) => name.includes(typed)) ? 5 : Infinity;
}

function operators(field: FieldOut, typed: string): Proposal[] {
  const textual = field.kind === "text" || field.kind === "url";
  const about = field.label;
  return [
    { text: `${typed}:`, says: `${typed}:`, about: `${about} is`, goesOn: true },
    ...(textual ? [{ text: `${typed}~`, says: `${typed}~`, about: `${about} contains` }] : []),
    ...(ORDERED.has(field.kind)
      ? [
          { text: `${typed}>=`, says: `${typed}>=`, about: `${about} is at least`, goesOn: true },
          { text: `${typed}<=`, says: `${typed}<=`, about: `${about} is at most`, goesOn: true },
        ]
      : []),
    { text: `${typed}:*`, says: `${typed}:*`, about: `${about} has a value` },
  ];
}

function keywords(typed: string): Proposal[] {
  if (!typed) return [];
  return [
    { text: "OR ", says: "OR", about: "at least one of both" },
    { text: "AND ", says: "AND", about: "both" },
    { text: "NOT ", says: "NOT", about: "the contrary" },
  ].filter(({ says }) => says.startsWith(typed.toUpperCase()));
}

/** Values that are known beforehand. */
export function proposedValues(field: FieldOut, typed: string): Proposal[] {
  const wanted = typed.toLowerCase();
  const choices = field.choices.map((choice) => ({
    text: choice.code,
    says: choice.label,
    ...(choice.label === choice.code ? {} : { about: choice.code }),
  }));
  const usual = (USUAL[field.kind] ?? []).map(([text, about]) => ({ text, says: text, about }));
  return [...choices, ...usual]
    .filter(({ text, says }) => `${text} ${says}`.toLowerCase().includes(wanted))
    .slice(0, MOST);
}

/** Values that the mail has, with how often, as proposals. */
export function foundValues(
  field: FieldOut,
  found: readonly { value: string; count: number }[],
  typed: string,
): Proposal[] {
  const wanted = typed.toLowerCase();
  return found
    .filter(({ value }) => value !== "" && value.toLowerCase().includes(wanted))
    .slice(0, 10)
    .map(({ value, count }) => ({
      text: written(field, value),
      says: value,
      about: count.toLocaleString("en"),
    }));
}

/** The names of lists that fit. */
export function proposedLists(lists: readonly string[], typed: string): Proposal[] {
  return lists
    .filter((name) => name.includes(typed.toLowerCase()))
    .map((name) => ({ text: name, says: name, about: "list" }));
}

/** Whether a field's values are asked for: text that the mail has, and that is short. */
export function hasLiveValues(field: FieldOut): boolean {
  return ["text", "url", "ip"].includes(field.kind) && !field.choices.length && field.shown;
}

/** The field that a value is of. */
export function fieldOf(fields: readonly FieldOut[], place: Place): FieldOut | undefined {
  return place.kind === "value" ? fieldNamed(fields, place.field) : undefined;
}
