import { useSyncExternalStore } from "react";

import { lasting } from "~/ui/words";

import { usePreferences } from "./preferences";

const TICK = 5000; // milliseconds between two looks at the clock
const here = new Intl.DateTimeFormat().resolvedOptions().timeZone;
let now = Date.now();

function tick(listener: () => void): () => void {
  const timer = setInterval(() => {
    now = Date.now();
    listener();
  }, TICK);
  return () => clearInterval(timer);
}

/** The IANA name of the zone that times are shown in. */
export function useZone(): string {
  return usePreferences().zone === "utc" ? "UTC" : here;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, seconds: boolean): Intl.DateTimeFormat {
  const name = `${zone} ${seconds}`;
  const made =
    formats.get(name) ??
    new Intl.DateTimeFormat("sv-SE", {
      timeZone: zone,
      dateStyle: "short",
      timeStyle: seconds ? "medium" : "short",
    });
  formats.set(name, made);
  return made;
}

/** A moment as `2026-11-29 17:02`, in a zone. */
export function momentIn(zone: string, at: string, seconds = false): string {
  const moment = new Date(at);
  return Number.isNaN(moment.valueOf()) ? at : format(zone, seconds).format(moment);
}

/** A moment in the zone that was chosen; the exact one in UTC is its title. */
export function Time({
  at,
  seconds = false,
}: {
  at: string | null | undefined;
  seconds?: boolean;
}) {
  const zone = useZone();
  if (!at) return <span aria-label="never">–</span>;
  return (
    <time dateTime={at} title={at}>
      {momentIn(zone, at, seconds)}
    </time>
  );
}

/** The moment, in milliseconds; it goes on as time does. */
export function useNow(): number {
  return useSyncExternalStore(tick, () => now);
}

/** How long ago a moment was; it goes on as time does. */
export function Ago({ at }: { at: string | null | undefined }) {
  const moment = useNow();
  if (!at) return <span>never</span>;
  const seconds = (moment - new Date(at).valueOf()) / 1000;
  const fresh = seconds < 0 && seconds * 1000 > -TICK; // since the last look at the clock
  return (
    <time dateTime={at} title={at}>
      {fresh ? "just now" : seconds < 0 ? `in ${lasting(-seconds)}` : `${lasting(seconds)} ago`}
    </time>
  );
}
