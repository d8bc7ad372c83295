import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState } from "react";

import type { CountsOut, ItemOut, Outcome } from "~/api/generated";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { IconButton } from "~/ui/Button";
import { SmallSelect } from "~/ui/Field";
import { Hostile } from "~/ui/Hostile";
import { Empty, Waiting } from "~/ui/Notice";

import { Evidence } from "./Evidence";
import { OutcomeMark } from "./Marks";
import style from "./Remediation.module.css";
import { useItems } from "./useItems";
import { OUTCOMES } from "./words";

const ROW = 32; // pixels of a row that is not open
const NEAR = 20; // rows from the end at which the next page is asked for

const keyOf = (item: ItemOut) => `${item.network_message_id} ${item.recipient}`;

/** Every delivery with its outcome; its evidence opens under it. */
export function ItemsTable({
  id,
  counts,
  outcome,
  onOutcome,
}: {
  id: string;
  counts: CountsOut;
  outcome: Outcome | undefined;
  onOutcome: (outcome: Outcome | undefined) => void;
}) {
  const found = useItems(id, outcome);
  return (
    <>
      <div className={style.itemsHead}>
        <OutcomeChoice counts={counts} outcome={outcome} onOutcome={onOutcome} />
      </div>
      {found.error && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <Waiting what="deliveries" />}
      {!found.isPending && found.items.length === 0 && !found.error && (
        <Empty icon="list" title="No delivery ended so" />
      )}
      {found.items.length > 0 && <Rows found={found} />}
    </>
  );
}

function OutcomeChoice({
  counts,
  outcome,
  onOutcome,
}: {
  counts: CountsOut;
  outcome: Outcome | undefined;
  onOutcome: (outcome: Outcome | undefined) => void;
}) {
  const known = Object.entries(OUTCOMES) as [Outcome, string][];
  const choices: { value: Outcome | "all"; label: string }[] = [
    { value: "all", label: `All ${counts.total.toLocaleString("en")}` },
    ...known
      .filter(([name]) => (counts.outcomes[name] ?? 0) > 0 || name === outcome)
      .map(([value, words]) => ({
        value,
        label: `${words} ${(counts.outcomes[value] ?? 0).toLocaleString("en")}`,
      })),
  ];
  return (
    <SmallSelect
      label="Outcome"
      choices={choices}
      value={outcome ?? "all"}
      onChoose={(value) => onOutcome(value === "all" ? undefined : value)}
    />
  );
}

function Rows({ found }: { found: ReturnType<typeof useItems> }) {
  const { items, hasNextPage, isFetchingNextPage, fetchNextPage } = found;
  const scroller = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  // oxlint-disable-next-line react/incompatible-library -- what it returns goes to no memoised part
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last > items.length - NEAR) void fetchNextPage();
  }, [last, items.length, hasNextPage, isFetchingNextPage, fetchNextPage]);
  const toggle = (key: string) =>
    setOpen((before) => {
      const next = new Set(before);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  return (
    <div className={style.items} ref={scroller} tabIndex={0} role="region" aria-label="Deliveries">
      <div role="table" aria-label="Deliveries" aria-rowcount={hasNextPage ? -1 : items.length}>
        <div className={style.head} role="row">
          {["Evidence", "Recipient", "Mail server", "Outcome", "Note"].map((name, at) => (
            <span key={name} role="columnheader">
              {at === 0 ? <span className="visually-hidden">{name}</span> : name}
            </span>
          ))}
        </div>
        <div className={style.all} role="rowgroup" style={{ height: rows.getTotalSize() }}>
          {shown.map((row) => {
            const item = items[row.index];
            return (
              item && (
                <div
                  key={keyOf(item)}
                  ref={rows.measureElement}
                  data-index={row.index}
                  className={style.placed}
                  style={{ transform: `translateY(${row.start}px)` }}
                >
                  <Row
                    item={item}
                    place={row.index + 1}
                    open={open.has(keyOf(item))}
                    onToggle={() => toggle(keyOf(item))}
                  />
                </div>
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}

function Row({
  item,
  place,
  open,
  onToggle,
}: {
  item: ItemOut;
  place: number;
  open: boolean;
  onToggle: () => void;
}) {
  return (
    <>
      <div className={style.item} role="row" aria-rowindex={place}>
        <span role="cell">
          <IconButton
            icon={open ? "down" : "chevron"}
            label={`Evidence of ${item.recipient}`}
            aria-expanded={open}
            onClick={onToggle}
          />
        </span>
        <span role="cell" title={item.recipient}>
          <Hostile text={item.recipient} />
        </span>
        <span role="cell">{item.server || "–"}</span>
        <span role="cell">
          <OutcomeMark outcome={item.outcome} />
        </span>
        <span role="cell" title={item.note}>
          <Hostile text={item.note} />
        </span>
      </div>
      {open && (
        <div role="row">
          <div role="cell" aria-colspan={5}>
            <Evidence item={item} />
          </div>
        </div>
      )}
    </>
  );
}
