import { expect, test } from "vitest";

import { figureSaid, figuresOf } from "./figures";

const TEXT = `# HELP clawback_spool_mails Mails that wait.
# TYPE clawback_spool_mails gauge
clawback_spool_mails 3.0
# HELP clawback_store_queries_running Queries that run.
# TYPE clawback_store_queries_running gauge
clawback_store_queries_running{kind="point"} 0.0
clawback_store_queries_running{kind="a \\"b\\""} 1.0
# HELP clawback_ingest_stored_created Deliveries stored.
clawback_ingest_stored_created 1.7e+09
# HELP clawback_http_requests_total Requests answered.
clawback_http_requests_total{operation="health",status="200"} 9.0
# HELP clawback_empty Nothing.
`;

test("figures are read with their meaning, and what only programs want is left out", () => {
  expect(figuresOf(TEXT)).toEqual([
    { name: "spool_mails", meaning: "Mails that wait.", values: [{ labels: "", value: 3 }] },
    {
      name: "store_queries_running",
      meaning: "Queries that run.",
      values: [
        { labels: "point", value: 0 },
        { labels: 'a \\"b\\"', value: 1 },
      ],
    },
  ]);
});

test("seconds are said as such", () => {
  expect(figureSaid("spool_oldest_seconds", 1.5)).toBe("1.50 s");
  expect(figureSaid("spool_mails", 1234)).toBe("1,234");
});
