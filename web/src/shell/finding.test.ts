import { expect, test } from "vitest";

import type { Command } from "./commands";
import { found } from "./finding";

const commands: Command[] = [
  { id: "a", says: "Go to Action centre", group: "Go", run: () => {} },
  { id: "b", says: "Dark theme", group: "Console", run: () => {} },
];

test.each([
  ["", ["a", "b"]],
  ["go act", ["a"]],
  ["centre go", ["a"]],
  ["console", ["b"]],
  ["nothing", []],
])("%s finds what has all of its words", (typed, ids) => {
  expect(found(commands, typed).map((command) => command.id)).toEqual(ids);
});
