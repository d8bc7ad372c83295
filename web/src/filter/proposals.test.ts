import { describe, expect, it } from "vitest";

import type { FieldOut } from "~/api/generated";

import { foundValues, proposedNames, proposedValues } from "./proposals";

function field(name: string, more: Partial<FieldOut> = {}): FieldOut {
  return {
    name,
    aliases: [],
    label: name.replaceAll("_", " "),
    group: "Message",
    kind: "text",
    several: false,
    joined: false,
    shown: true,
    meaning: "What it is.",
    example: `${name}:x`,
    takes: "",
    choices: [],
    ...more,
  };
}

const SENDER = field("sender_address", { aliases: ["from"], label: "Sender address" });
const ACTION = field("delivery_action", {
  kind: "choice",
  label: "Delivery action",
  choices: [
    { code: "delivered_to_junk", label: "Delivered to junk" },
    { code: "blocked", label: "Blocked" },
  ],
});
const FIELDS = [ACTION, SENDER, field("email_size", { kind: "size" })];

const texts = (typed: string) => proposedNames(FIELDS, [], typed).map(({ text }) => text);

describe("names", () => {
  it("are found by name, alias and word of the label", () => {
    expect(texts("sen")[0]).toBe("sender_address:");
    expect(texts("fr")).toEqual(["sender_address:"]);
    expect(texts("act")).toEqual(["delivery_action:"]);
    expect(texts("zzz")).toEqual([]);
  });

  it("that are written out get their operators", () => {
    expect(texts("from")).toEqual(["from:", "from~", "from:*"]);
    expect(texts("email_size")).toEqual([
      "email_size:",
      "email_size>=",
      "email_size<=",
      "email_size:*",
    ]);
  });

  it("are joined by keywords, and know lists where there are some", () => {
    expect(proposedNames(FIELDS, [], "o").at(-1)?.text).toBe("OR ");
    expect(proposedNames(FIELDS, ["bad"], "li").map(({ text }) => text)).toContain("list:");
  });
});

describe("values", () => {
  it("of a choice are found by code and label", () => {
    expect(proposedValues(ACTION, "junk").map(({ text }) => text)).toEqual(["delivered_to_junk"]);
    expect(proposedValues(ACTION, "").map(({ says }) => says)).toEqual([
      "Delivered to junk",
      "Blocked",
    ]);
  });

  it("that the mail has are written as the language reads them", () => {
    const found = [
      { value: "Your bill", count: 3 },
      { value: "", count: 2 },
      { value: "other", count: 1 },
    ];
    expect(foundValues(field("subject"), found, "bill")).toEqual([
      { text: '"Your bill"', says: "Your bill", about: "3" },
    ]);
  });
});
