import { Popover } from "@base-ui/react/popover";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState, type FormEvent } from "react";

import { explorerDefaultsOptions } from "~/api/generated/@tanstack/react-query.gen";
import { useCommands, type Command } from "~/shell/commands";
import { momentIn, useNow, useZone } from "~/shell/Time";
import { Button, IconButton } from "~/ui/Button";
import { TextField } from "~/ui/Field";
import { Icon } from "~/ui/Icon";

import {
  asked,
  momentOf,
  PRESETS,
  presetOf,
  sameRange,
  shifted,
  typedMoment,
  zoomedOut,
  type Range,
} from "./range";
import style from "./TimeRange.module.css";

/** When the range begins that is asked for until somebody chooses one. */
export function useUsualSince(): string | undefined {
  const zone = useZone();
  const { data } = useQuery({
    ...explorerDefaultsOptions({ query: { zone } }),
    staleTime: 300_000,
  });
  return data?.since;
}

/** A range in a few words. */
function said(range: Range, zone: string): string {
  const preset = presetOf(range);
  if (preset) return preset.says;
  const end = (at: string) => (at.startsWith("-") ? at : momentIn(zone, at));
  if (!range.until) return `Since ${end(range.since ?? "")}`;
  return `${range.since ? end(range.since) : "The beginning"} to ${end(range.until)}`;
}

function useRangeCommands(range: Range, onChange: (range: Range) => void): void {
  const usual = useUsualSince();
  const { since, until } = range;
  const commands = useMemo<Command[]>(() => {
    const go = (next: (now: number) => Range | undefined) => () => {
      const found = next(Date.now());
      if (found) onChange(found);
    };
    const now = { since, until };
    return [
      {
        id: "earlier",
        says: "The time before",
        group: "Time",
        keys: "[",
        icon: "clock",
        run: go((at) => shifted(now, -1, usual, at)),
      },
      {
        id: "later",
        says: "The time after",
        group: "Time",
        keys: "]",
        icon: "clock",
        run: go((at) => shifted(now, 1, usual, at)),
      },
      {
        id: "wider",
        says: "Twice as much time",
        group: "Time",
        keys: "z",
        icon: "clock",
        run: go((at) => zoomedOut(now, usual, at)),
      },
      ...PRESETS.map((preset) => ({
        id: `range ${preset.says}`,
        says: preset.says,
        group: "Time",
        icon: "clock" as const,
        run: () => onChange(preset.range),
      })),
    ];
  }, [since, until, usual, onChange]);
  useCommands(commands);
}

/** From when to when: presets, an exact range, and the ways back, forward and out. */
export function TimeRange({ range, onChange }: { range: Range; onChange: (range: Range) => void }) {
  const zone = useZone();
  const usual = useUsualSince();
  const [open, setOpen] = useState(false);
  useRangeCommands(range, onChange);
  const now = useNow();
  const step = (
    next: Range | undefined,
    icon: "back" | "chevron" | "wider",
    label: string,
    why: string,
  ) => (
    <IconButton
      icon={icon}
      label={label}
      why={next ? undefined : why}
      onClick={() => next && onChange(next)}
    />
  );
  const choose = (next: Range) => {
    setOpen(false);
    onChange(next);
  };
  return (
    <div className={style.range} role="group" aria-label="Time range">
      {step(shifted(range, -1, usual, now), "back", "The time before", OPEN)}
      <Popover.Root open={open} onOpenChange={setOpen}>
        <Popover.Trigger
          render={
            <Button
              icon="clock"
              title={exactly(asked(range, usual), zone, now)}
              aria-label={`Time range: ${said(range, zone)}`}
            >
              {said(range, zone)}
              <Icon name="down" size={12} />
            </Button>
          }
        />
        <Popover.Portal>
          <Popover.Positioner sideOffset={4} align="end" className={style.layer}>
            <Popover.Popup className={style.popup} aria-label="Choose a time range">
              <Presets range={range} onChoose={choose} />
              <Exact range={asked(range, usual)} zone={zone} onChoose={choose} />
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
      {step(
        shifted(range, 1, usual, now),
        "chevron",
        "The time after",
        range.until ? "What comes after has not happened yet." : "The range ends now.",
      )}
      {step(zoomedOut(range, usual, now), "wider", "Twice as much time", OPEN)}
    </div>
  );
}

const OPEN = "All that is kept is shown.";

function exactly(range: Range, zone: string, now: number): string {
  const end = (at: string | undefined, open: string) => {
    const moment = momentOf(at, now);
    return moment === undefined ? open : momentIn(zone, new Date(moment).toISOString());
  };
  return `${end(range.since, "The beginning")} to ${end(range.until, "now")} (${zone})`;
}

function Presets({ range, onChoose }: { range: Range; onChoose: (range: Range) => void }) {
  return (
    <ul className={style.presets}>
      {PRESETS.map((preset) => (
        <li key={preset.says}>
          <button
            type="button"
            className={style.preset}
            aria-pressed={sameRange(preset.range, range)}
            onClick={() => onChoose(preset.range)}
          >
            {preset.says}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** An exact range, typed in the zone that times are shown in. */
function Exact({
  range,
  zone,
  onChoose,
}: {
  range: Range;
  zone: string;
  onChoose: (range: Range) => void;
}) {
  const typed = (end: string | undefined) => {
    const moment = momentOf(end, Date.now());
    return moment === undefined ? "" : momentIn(zone, new Date(moment).toISOString());
  };
  const [from, setFrom] = useState(() => typed(range.since));
  const [to, setTo] = useState(() => typed(range.until));
  const since = from.trim() ? typedMoment(from, zone) : "";
  const until = to.trim() ? typedMoment(to, zone) : "";
  const reversed = since && until && since >= until;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (since === undefined || until === undefined || reversed || !(since || until)) return;
    onChoose({ ...(since ? { since } : {}), ...(until ? { until } : {}) });
  };
  return (
    <form className={style.exact} onSubmit={send}>
      <TextField
        label="From"
        placeholder="2026-11-28 09:00"
        value={from}
        fault={since === undefined ? HOW : undefined}
        onChange={(event) => setFrom(event.target.value)}
      />
      <TextField
        label="To"
        placeholder="now"
        value={to}
        fault={until === undefined ? HOW : reversed ? "It lies before the start." : undefined}
        onChange={(event) => setTo(event.target.value)}
      />
      <p className={style.zone}>In {zone}. Empty is open.</p>
      <Button kind="main" type="submit">
        Show this range
      </Button>
    </form>
  );
}

const HOW = "Write a day, or a day and a time: 2026-11-28 09:00.";
