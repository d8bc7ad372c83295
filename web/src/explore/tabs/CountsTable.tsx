import type { ReactNode } from "react";

import { Time } from "~/shell/Time";

import style from "./Tabs.module.css";

/** A column of numbers: a part of the whole is quiet where it is none, the whole stands out. */
export type Count = { name: string; kind?: "part" | "whole" };

/** Something that was counted, with a bar and its numbers in the order of the columns. */
export type Line = {
  id: string;
  value: ReactNode;
  bar: ReactNode;
  numbers: readonly number[];
  /** When its first and its last mail came, where the table tells that. */
  first?: string | null;
  last?: string | null;
};

/** What was counted, a line each: what it is, a bar, its numbers, and from when to when. */
export function CountsTable({
  label,
  heading,
  bar,
  counts,
  dated = false,
  lines,
}: {
  label: string;
  heading: string;
  /** What the bars show; said only to those who do not see them where the numbers say it too. */
  bar: ReactNode;
  counts: readonly Count[];
  /** Whether it tells when the first and the last mail came. */
  dated?: boolean;
  lines: readonly Line[];
}) {
  return (
    <table className={style.table} aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{heading}</th>
          <th scope="col" className={style.barHead}>
            {bar}
          </th>
          {counts.map((count) => (
            <th key={count.name} scope="col" className={style.number}>
              {count.name}
            </th>
          ))}
          {dated && <th scope="col">First and last</th>}
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.id}>
            <th scope="row" className={style.value}>
              {line.value}
            </th>
            <td className={style.barCell}>{line.bar}</td>
            {counts.map((count, place) => (
              <Figure key={count.name} kind={count.kind} number={line.numbers[place] ?? 0} />
            ))}
            {dated && <Moments first={line.first} last={line.last} />}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The head of bars that say no more than the numbers beside them. */
export const SHARE = <span className="visually-hidden">Share</span>;

function Figure({ kind, number }: { kind: Count["kind"]; number: number }) {
  const said = number.toLocaleString("en");
  const quiet = kind === "part" && number === 0;
  return (
    <td className={quiet ? `${style.number} ${style.zero}` : style.number}>
      {kind === "whole" ? <strong>{said}</strong> : said}
    </td>
  );
}

function Moments({ first, last }: Pick<Line, "first" | "last">) {
  return (
    <td className={style.time}>
      <Time at={first} />
      <br />
      <Time at={last} />
    </td>
  );
}
