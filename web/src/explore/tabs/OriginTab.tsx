import type { Origin } from "~/api/generated";
import { Time } from "~/shell/Time";
import { Notice } from "~/ui/Notice";
import { counted } from "~/ui/words";

import type { Ask, Explore } from "../state";
import { useOrigin } from "./asking";
import { CountsTable, SHARE } from "./CountsTable";
import { Listing } from "./Listing";
import { NothingFound } from "./NothingFound";
import style from "./Tabs.module.css";

const COUNTS = [{ name: "Deliveries", kind: "whole" as const }];

type Line = {
  name: string;
  about: string;
  count: number;
  filter: string;
  tone: "known" | "rest";
};

function linesOf(origin: Origin): Line[] {
  const known = origin.countries.map((one) => ({
    name: one.name,
    about: counted(one.addresses, "address", "addresses"),
    count: one.deliveries,
    filter: one.filter,
    tone: "known" as const,
  }));
  const rest = [
    { name: "Internal networks", about: "addresses that no country has", count: origin.private },
    { name: "Unknown", about: "no country is known of the address", count: origin.unknown },
    { name: "Without an address", about: "handed over by a program here", count: origin.without },
  ];
  return [
    ...known,
    ...rest
      .filter((one) => one.count > 0)
      .map((one) => ({ ...one, filter: "", tone: "rest" as const })),
  ];
}

function Bar({ line, most }: { line: Line; most: number }) {
  const look = line.tone === "known" ? style.known : style.rest;
  return (
    <div className={style.track} aria-hidden="true">
      <div className={`${style.bar} ${look}`} style={{ width: `${(100 * line.count) / most}%` }} />
    </div>
  );
}

/** From which countries the mail came; what is not known is said, and how to know it. */
export function OriginTab({
  ask,
  seen,
  onOnly,
  onAsk,
}: {
  ask: Ask;
  seen: number;
  onOnly: (filter: string) => void;
  onAsk: (part: Explore) => void;
}) {
  const answer = useOrigin(ask, seen);
  const origin = answer.data;
  const lines = origin ? linesOf(origin) : [];
  const countries = lines.filter((line) => line.tone === "known");
  // Beside countries, what comes from none of them would only make their bars short.
  const drawn = countries.length > 0 ? countries : lines;
  const most = Math.max(1, ...drawn.map((line) => line.count));
  return (
    <Listing
      answer={answer}
      what="Email origin"
      empty={
        origin && lines.length === 0 ? (
          <NothingFound what="deliveries" clicks={false} ask={ask} onAsk={onAsk} />
        ) : undefined
      }
      about={
        origin?.database && (
          <span>
            By the address of the server that handed the mail over. {origin.database.kind}, built{" "}
            <Time at={origin.database.built} />.
          </span>
        )
      }
    >
      {origin?.note && (
        <div className={style.note}>
          <Notice tone="warn" title="Countries are not known">
            <p>{origin.note}</p>
            <p>
              Clawback ships no such file and asks nobody: it takes yours with the next question.
            </p>
          </Notice>
        </div>
      )}
      <CountsTable
        label="Deliveries by country"
        heading="Country"
        bar={SHARE}
        counts={COUNTS}
        lines={lines.map((line) => ({
          id: line.name,
          value: <Country line={line} onOnly={onOnly} />,
          bar: drawn.includes(line) && <Bar line={line} most={most} />,
          numbers: [line.count],
        }))}
      />
    </Listing>
  );
}

function Country({ line, onOnly }: { line: Line; onOnly: (filter: string) => void }) {
  return (
    <>
      {line.filter ? (
        <button type="button" className={style.only} onClick={() => onOnly(line.filter)}>
          {line.name}
        </button>
      ) : (
        line.name
      )}
      <span className={style.small}>{line.about}</span>
    </>
  );
}
