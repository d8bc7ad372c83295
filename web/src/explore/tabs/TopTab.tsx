import type { ShownTab } from "~/api/generated";
import { worded } from "~/ui/words";

import type { Ask, Explore } from "../state";
import { useTop } from "./asking";
import { CountsTable, SHARE } from "./CountsTable";
import { Listing } from "./Listing";
import { NothingFound } from "./NothingFound";
import { partsOf } from "./parts";
import { Split } from "./Split";
import { Value, type Verbs } from "./Value";

/** What is listed: "Top sender domains" without the "Top"; clicks are listed by their URL. */
function named({ label, field }: Pick<ShownTab, "label" | "field">, ofClicks: boolean): string {
  return ofClicks && field === "url" ? "URLs" : label.replace(/^Top /, "");
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
  const what = named(tab, ofClicks);
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
        `${first.different === 1 ? "One value" : `${first.different.toLocaleString("en")} ${what}`} in all, counted in ${ofClicks ? "clicks" : "deliveries"}`
      }
    >
      <CountsTable
        label={tab.label}
        heading={worded(what)}
        bar={SHARE}
        counts={[
          ...columns.map((column) => ({ name: column.label, kind: "part" as const })),
          { name: "All", kind: "whole" },
        ]}
        lines={top.map((one) => {
          const parts = partsOf(columns, one.parts, ofClicks);
          return {
            id: one.value,
            value: (
              <Value
                field={tab.field}
                value={one.value}
                label={one.label}
                filter={one.filter}
                onOnly={onOnly}
                onVerbs={onVerbs}
              />
            ),
            bar: <Split parts={parts} count={one.count} most={most} />,
            numbers: [...parts.map((part) => part.count), one.count],
          };
        })}
      />
    </Listing>
  );
}
