import { useEffect, useLayoutEffect, useRef } from "react";

import { goAround } from "~/ui/focus";

import type { Door } from "./door";
import style from "./FilterLine.module.css";

/** The line as a plain input: what there is until the editor has come. */
export function PlainLine({ door }: { door: Door }) {
  const input = useRef<HTMLInputElement>(null);
  const { left } = door;
  useLayoutEffect(() => {
    const here = input.current;
    return () => {
      const focused = here !== null && document.activeElement === here;
      left.current = focused
        ? { anchor: here.selectionStart ?? 0, head: here.selectionEnd ?? 0 }
        : undefined;
    };
  }, [left]);
  useEffect(() => {
    if (!door.select || !input.current) return;
    input.current.focus();
    input.current.setSelectionRange(door.select.from, Math.min(door.select.to, door.draft.length));
    // Only a new wish moves the cursor, not each letter.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [door.select]);
  return (
    <input
      ref={input}
      className={style.plain}
      aria-label={door.label}
      aria-describedby={door.describedBy}
      autoComplete="off"
      spellCheck={false}
      value={door.draft}
      onChange={(event) => door.onDraft(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") door.onEnter();
        if (event.key === "Escape") goAround(event.currentTarget);
      }}
    />
  );
}
