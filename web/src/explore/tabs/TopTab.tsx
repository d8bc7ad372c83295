import type { ShownTab, ShownTop } from "~/api/generated";
import { worded } from "~/ui/words";

import type { Ask, Explore } from "../state";
import { useTop } from "./asking";
import { Listing } from "./Listing";
import { NothingFound } from "./NothingFound";
import { partsOf } from "./parts";
import { Split } from "./Split";
import style from "./Tabs.module.css";
import { Value, type Verbs } from "./Value";

/** "Top sender domains" without the "Top". */
function named(label: string): string {
  return label.replace(/^Top /, "");
}

/** The most frequent values of a field, with what became of their mail or clicks. */
export function TopTab({
  ask,
  tab,
  clicks,
  seen,
  onOnly,
  onVerbs,
  onAsk,
}: {
  ask: Ask;
  tab: ShownTab;
  /** Whether the view's filter is about clicks. */
  clicks: boolean;
  seen: number;
  onOnly: (filter: string) => void;
  onVerbs: Verbs | undefined;
  onAsk: (part: Explore) => void;
}) {
  const answer = useTop(ask, tab.name, seen);
  const pages = answer.data?.pages ?? [];
  const first = pages[0];
  const top = pages.flatMap((page) => page.top);
  const columns = first?.columns ?? [];
  const ofClicks = first?.rows === "clicks";
  const most = top[0]?.count ?? 1;
  return (
    <Listing
      answer={answer}
      what={tab.label}
      empty={
        first && top.length === 0 ? (
          <NothingFound
            what={ofClicks ? "clicks" : "such values"}
            clicks={clicks}
            ask={ask}
            onAsk={onAsk}
          />
        ) : undefined
      }
      about={
        first &&
        `${first.different === 1 ? "One value" : `${first.different.toLocaleString("en")} ${named(first.label)}`} in all, counted in ${ofClicks ? "clicks" : "deliveries"}`
      }
    >
      <table className={style.table} aria-label={tab.label}>
        <thead>
          <tr>
            <th scope="col">{worded(named(tab.label))}</th>
            <th scope="col" className={style.barHead}>
              <span className="visually-hidden">Share</span>
            </th>
            {columns.map((column) => (
              <th key={column.code} scope="col" className={style.number}>
                {column.label}
              </th>
            ))}
            <th scope="col" className={style.number}>
              All
            </th>
          </tr>
        </thead>
        <tbody>
          {top.map((one) => (
            <Line
              key={one.value}
              one={one}
              parts={partsOf(columns, one.parts, ofClicks)}
              most={most}
              field={tab.field}
              onOnly={onOnly}
              onVerbs={onVerbs}
            />
          ))}
        </tbody>
      </table>
    </Listing>
  );
}

function Line({
  one,
  parts,
  most,
  field,
  onOnly,
  onVerbs,
}: {
  one: ShownTop;
  parts: ReturnType<typeof partsOf>;
  most: number;
  field: string;
  onOnly: (filter: string) => void;
  onVerbs: Verbs | undefined;
}) {
  return (
    <tr>
      <th scope="row" className={style.value}>
        <Value
          field={field}
          value={one.value}
          label={one.label}
          filter={one.filter}
          onOnly={onOnly}
          onVerbs={onVerbs}
        />
      </th>
      <td className={style.barCell}>
        <Split parts={parts} count={one.count} most={most} />
      </td>
      {parts.map((part) => (
        <td key={part.code} className={part.count ? style.number : `${style.number} ${style.zero}`}>
          {part.count.toLocaleString("en")}
        </td>
      ))}
      <td className={style.number}>
        <strong>{one.count.toLocaleString("en")}</strong>
      </td>
    </tr>
  );
}
