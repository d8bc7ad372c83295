import { expect, it } from "vitest";

import type { FieldOut } from "~/api/generated";

import { grouped } from "./grouping";

function field(name: string, group: string, kind: FieldOut["kind"] = "text"): FieldOut {
  const rest = { several: false, joined: false, shown: true, meaning: "", example: "", takes: "" };
  return { ...rest, name, group, kind, aliases: [], label: name.replaceAll("_", " "), choices: [] };
}

const FIELDS = [
  field("sender_address", "People"),
  field("subject", "Message"),
  field("sender_domain", "People"),
  field("return_path", "People"),
  field("time_received", "Message", "time"),
];

it("lists fields in their groups, those often asked first, without those whose values hardly come twice", () => {
  expect(grouped(FIELDS, "").map(({ says, fields }) => [says, fields.length])).toEqual([
    ["Often asked", 3],
    ["People", 1],
  ]);
});

it("finds a field by words of its name", () => {
  const found = grouped(FIELDS, "sender dom");
  expect(found.flatMap(({ fields }) => fields).map(({ name }) => name)).toEqual(["sender_domain"]);
});
