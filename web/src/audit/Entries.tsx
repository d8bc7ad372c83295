import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";

import type { AuditEntryOut, PersonOut } from "~/api/generated";
import { Time } from "~/shell/Time";
import { Icon } from "~/ui/Icon";
import { Badge } from "~/ui/Mark";
import { worded } from "~/ui/words";

import style from "./Audit.module.css";
import { OpenEntry } from "./OpenEntry";
import { Sentence } from "./Sentence";
import type { Audit } from "./state";

const ROW = 37; // pixels; what is open is measured

/** The entries; only those in sight are drawn, and more are fetched near the end. */
export function Entries({
  items,
  people,
  open,
  more,
  onMore,
  onChange,
}: {
  items: readonly AuditEntryOut[];
  people: readonly PersonOut[];
  open: string | undefined;
  more: boolean;
  onMore: () => void;
  onChange: (next: Audit) => void;
}) {
  const scroll = useRef<HTMLDivElement>(null);
  // oxlint-disable-next-line react/incompatible-library -- the compiler leaves this alone, which is fine
  const rows = useVirtualizer({
    count: items.length + 1,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW,
    getItemKey: (at) => items[at]?.id ?? "end",
    overscan: 12,
  });
  const drawn = rows.getVirtualItems();
  const last = drawn.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= items.length - 1) onMore();
  });
  useEffect(() => {
    const at = items.findIndex((one) => String(one.id) === open);
    if (at >= 0) rows.scrollToIndex(at, { align: "auto" });
    // It goes to what was opened, and does not come back when more is fetched.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [open]);
  return (
    <div className={style.scroll} ref={scroll} tabIndex={0} role="region" aria-label="Entries">
      <ol className={style.list} style={{ height: rows.getTotalSize() }}>
        {drawn.map(({ index, key, start }) => {
          const entry = items[index];
          return (
            <li
              key={key}
              data-index={index}
              ref={rows.measureElement}
              className={style.item}
              style={{ transform: `translateY(${start}px)` }}
            >
              {entry ? (
                <Entry
                  entry={entry}
                  people={people}
                  open={String(entry.id) === open}
                  onChange={onChange}
                />
              ) : (
                <div className={style.end}>
                  {more ? "More is coming …" : "This is the beginning."}
                </div>
              )}
            </li>
          );
        })}
      </ol>
    </div>
  );
}

function Entry({
  entry,
  people,
  open,
  onChange,
}: {
  entry: AuditEntryOut;
  people: readonly PersonOut[];
  open: boolean;
  onChange: (next: Audit) => void;
}) {
  return (
    <>
      <button
        type="button"
        className={style.row}
        aria-expanded={open}
        onClick={() => onChange({ entry: open ? undefined : String(entry.id) })}
      >
        <span className={style.time}>
          <Time at={entry.at} seconds />
        </span>
        <span className={style.sentence}>
          <Sentence entry={entry} people={people} />
        </span>
        {entry.result === "done" ? (
          <span />
        ) : (
          <Badge tone={entry.result === "denied" ? "warn" : "danger"} icon="warning">
            {worded(entry.result)}
          </Badge>
        )}
        <span className={style.turn}>
          <Icon name="chevron" size={12} />
        </span>
      </button>
      {open && <OpenEntry entry={entry} people={people} onChange={onChange} />}
    </>
  );
}
