import { useQuery } from "@tanstack/react-query";

import type { HeaderReport, Hop, Word } from "~/api/generated";
import { messageHeadersOptions } from "~/api/generated/@tanstack/react-query.gen";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { Time } from "~/shell/Time";
import { Button } from "~/ui/Button";
import { Hostile } from "~/ui/Hostile";
import { Badge } from "~/ui/Mark";
import { Waiting } from "~/ui/Notice";
import { Table, type Column } from "~/ui/Table";
import { lasting } from "~/ui/words";

import { Authentication } from "./Authentication";
import { copied } from "./copying";
import { Oddities } from "./Facts";
import { HopDiagram } from "./HopDiagram";
import { delayed, wayOf } from "./journey";
import style from "./message.module.css";
import { Part } from "./Part";

const SIDES = { ours: "One of your servers", border: "Your border", outside: "Outside" } as const;

type Numbered = Hop & { number: number };

const HOPS: readonly Column<Numbered>[] = [
  { name: "Hop", shown: (hop) => hop.number + 1, number: true },
  {
    name: "From",
    shown: (hop) => (
      <Hostile
        text={[hop.from_host || hop.from_name, hop.from_ip && `[${hop.from_ip}]`]
          .filter(Boolean)
          .join(" ")}
      />
    ),
  },
  { name: "By", shown: (hop) => <Hostile text={hop.by ?? ""} /> },
  {
    name: "With",
    shown: (hop) => <Hostile text={[hop.protocol, hop.tls].filter(Boolean).join(", ")} />,
  },
  { name: "At", shown: (hop) => <Time at={hop.at} seconds /> },
  { name: "Delay", shown: (hop) => delayed(hop.delay), number: true },
  { name: "Written by", shown: (hop) => SIDES[hop.side ?? "outside"] },
  { name: "Queue ID", shown: (hop) => <Hostile text={hop.queue_id ?? ""} /> },
];

const WORDS: readonly Column<Word>[] = [
  { name: "Filter", shown: (word) => <Hostile text={word.provider} /> },
  { name: "Says", shown: (word) => <Hostile text={word.label} /> },
  { name: "Value", shown: (word) => <Hostile text={word.value} /> },
  { name: "Score", shown: (word) => word.score ?? "", number: true },
  {
    name: "Meaning",
    shown: (word) => (
      <span className={style.row}>
        <Hostile text={word.meaning ?? ""} />
        {!word.believed && <Badge tone="warn">may be made up</Badge>}
      </span>
    ),
  },
];

function Way({ report }: { report: HeaderReport }) {
  const journey = report.journey ?? {};
  const hops = (journey.hops ?? []).map((hop, number) => ({ ...hop, number }));
  if (hops.length === 0) {
    return (
      <p className={style.quiet}>No server wrote a Received line; how it came is not known.</p>
    );
  }
  const remarks = hops.flatMap((hop) => (hop.remark ? [hop.remark] : []));
  const took = journey.seconds;
  return (
    <>
      {typeof took === "number" && (
        <p>
          {hops.length === 1 ? "One hop" : `${hops.length} hops`}
          {took >= 0 && ` in ${lasting(took)}`}
          {typeof journey.until_sent === "number" &&
            journey.until_sent > 0 &&
            `, the first ${lasting(journey.until_sent)} after the Date of the mail`}
          . What stands above the line may be made up.
        </p>
      )}
      <HopDiagram way={wayOf(journey)} />
      {remarks.length > 0 && (
        <ul className={style.sentences}>
          {remarks.map((remark) => (
            <li key={remark}>
              <Hostile text={remark} />
            </li>
          ))}
        </ul>
      )}
      <details>
        <summary>The hops as a table</summary>
        <Table label="Hops" columns={HOPS} rows={hops} keyOf={(hop) => String(hop.number)} />
      </details>
    </>
  );
}

function Source({ report }: { report: HeaderReport }) {
  const fields = report.fields ?? [];
  const copy = () =>
    void copied(
      fields.map(({ name, value }) => `${name}: ${value}`).join("\n"),
      "Copied the header",
    );
  return (
    <>
      <div className={style.row}>
        <Button icon="copy" onClick={copy}>
          Copy
        </Button>
        {(report.cut ?? []).length > 0 && (
          <Badge tone="warn">not whole: {report.cut?.join(", ")}</Badge>
        )}
      </div>
      <pre className={style.source} tabIndex={0} aria-label="Header, as it came">
        {fields.map((field, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- fields stand where they stand
          <span key={at}>
            <strong>
              <Hostile text={field.name} />
            </strong>
            : <Hostile text={field.value} lines />
            {"\n"}
          </span>
        ))}
      </pre>
    </>
  );
}

/** The header, explained: the way it came, who vouches for it, what filters wrote, what is odd. */
export function Headers({ messageId, wide }: { messageId: string; wide: boolean }) {
  const { data, error, refetch } = useQuery(
    messageHeadersOptions({ path: { network_message_id: messageId } }),
  );
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Waiting what="the header" lines={6} />;
  const oddities = data.oddities ?? [];
  const words = (data.words ?? []).map((word, number) => ({ ...word, number }));
  return (
    <div className={style.stack}>
      <Part wide={wide} title="The way it came">
        <Way report={data} />
      </Part>
      {oddities.length > 0 && (
        <Part wide={wide} title="What is odd">
          <Oddities page={{ oddities, ambiguities: [] }} />
        </Part>
      )}
      <Part wide={wide} title="Who vouches for the sender">
        <Authentication told={data.vouching ?? {}} whole />
      </Part>
      {words.length > 0 && (
        <Part wide={wide} title="What filters wrote">
          <Table
            label="What filters wrote"
            columns={WORDS}
            rows={words}
            keyOf={(word) => String(word.number)}
          />
        </Part>
      )}
      <Part wide={wide} title="The header itself">
        <Source report={data} />
      </Part>
    </div>
  );
}
