import { expect, test } from "vitest";

import { agentSaid } from "./agent";

test.each([
  ["Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox on Linux"],
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36 Edg/142.0",
    "Edge on Windows",
  ],
  ["clawback/0.1", "Command line"],
  ["curl/8.1", "curl/8.1"],
  ["", "Unknown"],
])("a browser is called what its owner calls it: %s", (agent, said) => {
  expect(agentSaid(agent)).toBe(said);
});
