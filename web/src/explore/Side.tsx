import { useRef, type PointerEvent, type ReactNode } from "react";

import { prefer, usePreferences } from "~/shell/preferences";

import style from "./Explore.module.css";

const NARROWEST = 360;
const WIDEST = 960;
const LEFT = 320; // pixels that are always left for the table
const STEP = 32;

function fitting(width: number, room: number): number {
  return Math.max(NARROWEST, Math.min(WIDEST, room - LEFT, width));
}

/** The panel at the right; its left edge is dragged, and stays where it was put. */
export function Side({ children }: { children: ReactNode }) {
  const { panel } = usePreferences();
  const box = useRef<HTMLElement>(null);
  const began = useRef<{ x: number; width: number } | undefined>(undefined);
  const put = (width: number) => {
    const room = box.current?.parentElement?.clientWidth ?? WIDEST;
    prefer({ panel: Math.round(fitting(width, room)) });
  };
  const now = () => box.current?.clientWidth ?? panel;
  const drag = (event: PointerEvent) => {
    if (began.current) put(began.current.width + began.current.x - event.clientX);
  };
  return (
    <aside
      ref={box}
      className={style.side}
      style={{ width: `clamp(${NARROWEST}px, ${panel}px, calc(100% - ${LEFT}px))` }}
      aria-label="Message"
    >
      <div
        role="separator"
        aria-orientation="vertical"
        aria-label="Width of the panel"
        aria-valuenow={panel}
        aria-valuemin={NARROWEST}
        aria-valuemax={WIDEST}
        tabIndex={0}
        className={style.edge}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          began.current = { x: event.clientX, width: now() };
        }}
        onPointerMove={drag}
        onPointerUp={() => (began.current = undefined)}
        onPointerCancel={() => (began.current = undefined)}
        onKeyDown={(event) => {
          const by = { ArrowLeft: STEP, ArrowRight: -STEP }[event.key];
          if (by === undefined) return;
          event.preventDefault();
          put(now() + by);
        }}
      />
      {children}
    </aside>
  );
}
