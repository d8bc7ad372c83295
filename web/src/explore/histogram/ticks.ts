import type { Bucket } from "~/api/generated";

export type Tick = { at: number; label: string; strong: boolean };

type Clock = { minutes: number; day: number; month: number; year: number; moment: Date };

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  const made =
    clocks.get(zone) ??
    new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      hourCycle: "h23",
    });
  clocks.set(zone, made);
  return made;
}

/** What the clocks of a zone say at a moment. */
function read(zone: string, at: string): Clock {
  const moment = new Date(at);
  const parts = Object.fromEntries(
    clockOf(zone)
      .formatToParts(moment)
      .map((part) => [part.type, Number(part.value)]),
  );
  return {
    minutes: (parts["hour"] ?? 0) * 60 + (parts["minute"] ?? 0),
    day: parts["day"] ?? 1,
    month: parts["month"] ?? 1,
    year: parts["year"] ?? 0,
    moment,
  };
}

function dated(zone: string, moment: Date, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }).format(moment);
}

const BY_CLOCK = [5, 10, 15, 30, 60, 120, 180, 360, 720, 1440]; // minutes between two labels
const BY_DAY = [1, 2, 5, 10, 15];
const BY_MONTH = [1, 2, 3, 6, 12];

function named(zone: string, clock: Clock): Tick["label"] {
  const hours = String(Math.floor(clock.minutes / 60)).padStart(2, "0");
  const minutes = String(clock.minutes % 60).padStart(2, "0");
  return clock.minutes === 0
    ? dated(zone, clock.moment, { day: "numeric", month: "short" })
    : `${hours}:${minutes}`;
}

/** The labels under the bars: at round times of the zone, and no more than there is room for. */
export function ticksOf(
  starts: readonly string[],
  bucket: Bucket,
  zone: string,
  room: number,
): Tick[] {
  const told = starts.map((start) => read(zone, start));
  const choices = candidates(bucket, told);
  const fit = choices.find((ticks) => ticks.length <= room) ?? [];
  return fit.map(({ at, clock }) => labelled(bucket, zone, at, clock));
}

type Candidate = { at: number; clock: Clock };

function candidates(bucket: Bucket, told: readonly Clock[]): Candidate[][] {
  const all = told.map((clock, at) => ({ at, clock }));
  if (bucket === "minute" || bucket === "hour")
    return [
      ...BY_CLOCK.map((step) => all.filter(({ clock }) => clock.minutes % step === 0)),
      ...BY_DAY.slice(1).map((step) =>
        all.filter(({ clock }) => clock.minutes === 0 && onDay(clock, step)),
      ),
    ];
  const months = BY_MONTH.map((step) =>
    firsts(all).filter(({ clock }) => (clock.month - 1) % step === 0),
  );
  if (bucket === "month") return months;
  const days = BY_DAY.map((step) =>
    bucket === "week"
      ? all.filter(({ at }) => at % step === 0)
      : all.filter(({ clock }) => onDay(clock, step)),
  );
  return [...days, ...months];
}

/** Every so many days from the first of a month; the 31st is too near to the next first. */
function onDay(clock: Clock, step: number): boolean {
  return (clock.day - 1) % step === 0 && (step === 1 || clock.day < 31);
}

/** The first bar of each month. */
function firsts(all: readonly Candidate[]): Candidate[] {
  return all.filter(
    ({ clock }, place) => place === 0 || all[place - 1]?.clock.month !== clock.month,
  );
}

function labelled(bucket: Bucket, zone: string, at: number, clock: Clock): Tick {
  if (bucket === "month")
    return {
      at,
      label: dated(zone, clock.moment, { month: "short", year: "numeric" }),
      strong: clock.month === 1,
    };
  const sub = bucket === "minute" || bucket === "hour";
  return {
    at,
    label: sub ? named(zone, clock) : dated(zone, clock.moment, { day: "numeric", month: "short" }),
    strong: sub && clock.minutes === 0,
  };
}

/** A bar's stretch of time for a person: "Sun 29 Nov, 10:00 – 11:00". */
export function stretchOf(from: string, to: string, bucket: Bucket, zone: string): string {
  const [start, end] = [new Date(from), new Date(to)];
  const day: Intl.DateTimeFormatOptions = { weekday: "short", day: "numeric", month: "short" };
  const time: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  if (bucket === "minute" || bucket === "hour") {
    const [begins, ends] = [dated(zone, start, day), dated(zone, end, day)];
    const until = dated(zone, end, time);
    const close = begins === ends || until === "00:00" ? until : `${ends}, ${until}`;
    return `${begins}, ${dated(zone, start, time)} – ${close}`;
  }
  const last = new Date(end.valueOf() - 1);
  const [begins, ends] = [dated(zone, start, day), dated(zone, last, day)];
  return begins === ends ? begins : `${begins} – ${ends}`;
}
