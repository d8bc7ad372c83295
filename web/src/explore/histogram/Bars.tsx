import {
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type PointerEvent,
} from "react";

import type { ShownChart } from "~/api/generated";
import { Hostile } from "~/ui/Hostile";
import { toneClass } from "~/ui/Mark";
import { counted } from "~/ui/words";

import { barAt, barsPath, endOf, highest, stepOf, toldOf, sumOf, type Layer } from "./chart";
import { heightScale } from "./scale";
import style from "./Histogram.module.css";
import { stretchOf, ticksOf } from "./ticks";

const HEIGHT = 88; // pixels of the bars
const FEET = 18; // pixels under them, for the labels
const LABEL = 76; // pixels that a label takes

/** The bars that are held: from where the pointer went down, or the keys began, to where they are. */
type Held = { from: number; to: number; dragging: boolean };

function useWidth() {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const watch = new ResizeObserver(() => setWidth(element.clientWidth));
    watch.observe(element);
    setWidth(element.clientWidth);
    return () => watch.disconnect();
  }, []);
  return { box, width };
}

/** Where the bars are: to look at, to drag over, and to walk through by keys. */
export function Bars({
  chart,
  layers,
  onZoom,
}: {
  chart: ShownChart;
  layers: readonly Layer[];
  onZoom: (from: number, to: number) => void;
}) {
  const { box, width } = useWidth();
  const [held, setHeld] = useState<Held>();
  const bars = chart.starts.length;
  const place = (event: PointerEvent) =>
    barAt(event.clientX - (box.current?.getBoundingClientRect().left ?? 0), width, bars);
  const zoom = (from: number, to: number) => {
    setHeld(undefined);
    onZoom(from, to);
  };
  return (
    <div className={style.bars}>
      <div
        ref={box}
        className={style.area}
        role="slider"
        tabIndex={0}
        aria-label={`${chart.rows === "clicks" ? "Clicks" : "Deliveries"} over time; arrows walk through the bars, with Shift they take several, Enter zooms in`}
        aria-valuemin={1}
        aria-valuemax={bars}
        aria-valuenow={(held?.to ?? 0) + 1}
        aria-valuetext={said(chart, layers, held)}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setHeld({ from: place(event), to: place(event), dragging: true });
        }}
        onPointerMove={(event) => {
          const to = place(event);
          setHeld((now) => (now?.dragging ? { ...now, to } : { from: to, to, dragging: false }));
        }}
        onPointerUp={() => held?.dragging && zoom(held.from, held.to)}
        onPointerCancel={() => setHeld(undefined)}
        onPointerLeave={() => setHeld((now) => (now?.dragging ? now : undefined))}
        onFocus={() => setHeld((now) => now ?? { from: bars - 1, to: bars - 1, dragging: false })}
        onBlur={() => setHeld(undefined)}
        onKeyDown={(event) => walk(event, held, bars, setHeld, zoom)}
      >
        <Drawing chart={chart} layers={layers} width={width} held={held} />
      </div>
      {held && width > 0 && <Told chart={chart} layers={layers} held={held} width={width} />}
    </div>
  );
}

function walk(
  event: KeyboardEvent,
  held: Held | undefined,
  bars: number,
  onHeld: (held: Held | undefined) => void,
  onZoom: (from: number, to: number) => void,
) {
  const now = held ?? { from: bars - 1, to: bars - 1, dragging: false };
  const goes: Record<string, number> = {
    ArrowLeft: now.to - 1,
    ArrowRight: now.to + 1,
    ArrowDown: now.to - 1,
    ArrowUp: now.to + 1,
    Home: 0,
    End: bars - 1,
  };
  const goal = goes[event.key];
  if (goal !== undefined) {
    const to = Math.max(0, Math.min(bars - 1, goal));
    onHeld({ from: event.shiftKey ? now.from : to, to, dragging: false });
  } else if (event.key === "Enter" || event.key === " ") {
    onZoom(now.from, now.to);
  } else if (event.key === "Escape" && held) {
    onHeld(undefined);
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}

function Drawing({
  chart,
  layers,
  width,
  held,
}: {
  chart: ShownChart;
  layers: readonly Layer[];
  width: number;
  held: Held | undefined;
}) {
  const drawn = useMemo(() => {
    const scale = heightScale(highest(layers), HEIGHT);
    return {
      paths: layers.map((layer) => ({ layer, path: barsPath(layer, scale, width) })),
      lines: scale.lines.map((line) => ({ line, y: scale.y(line) })),
    };
  }, [layers, width]);
  const ticks = useMemo(
    () => ticksOf(chart.starts, chart.bucket, chart.zone, Math.max(1, Math.floor(width / LABEL))),
    [chart, width],
  );
  const step = stepOf(width, chart.starts.length);
  return (
    <svg className={style.drawing} width={width} height={HEIGHT + FEET} aria-hidden="true">
      {drawn.lines.map(({ line, y }) => (
        <line key={line} x1={0} x2={width} y1={y} y2={y} className={style.line} />
      ))}
      {held && (
        <rect
          className={style.held}
          x={Math.min(held.from, held.to) * step}
          width={(Math.abs(held.to - held.from) + 1) * step}
          y={0}
          height={HEIGHT}
        />
      )}
      {drawn.paths.map(({ layer, path }) => (
        <path key={layer.id} d={path} className={`${style.layer} ${toneClass(layer.tone)}`} />
      ))}
      {drawn.lines.map(({ line, y }) => (
        <text key={line} x={width} y={y - 3} className={style.level}>
          {line.toLocaleString("en")}
        </text>
      ))}
      <line x1={0} x2={width} y1={HEIGHT + 0.5} y2={HEIGHT + 0.5} className={style.ground} />
      {ticks.map((tick) => (
        <text
          key={tick.at}
          x={Math.min(tick.at * step, width - 2)}
          y={HEIGHT + 14}
          className={tick.strong ? style.day : style.tick}
        >
          {tick.label}
        </text>
      ))}
    </svg>
  );
}

function stretch(chart: ShownChart, held: Held): string {
  const first = Math.min(held.from, held.to);
  const last = Math.max(held.from, held.to);
  const until = endOf(chart.starts, chart.bucket, last);
  return stretchOf(chart.starts[first] ?? "", until, chart.bucket, chart.zone);
}

function counts(chart: ShownChart, count: number): string {
  return chart.rows === "clicks"
    ? counted(count, "click")
    : counted(count, "delivery", "deliveries");
}

function said(chart: ShownChart, layers: readonly Layer[], held: Held | undefined): string {
  if (!held) return counts(chart, sumOf(layers, 0, chart.starts.length - 1));
  const all = counts(chart, sumOf(layers, held.from, held.to));
  const parts =
    held.from === held.to ? toldOf(layers, held.to).map((one) => `${one.count} ${one.label}`) : [];
  return [stretch(chart, held), all, ...parts].join("; ");
}

const SHOWN = 8; // series in the box beside the pointer

/** The numbers of the bars that are held, beside them. */
function Told({
  chart,
  layers,
  held,
  width,
}: {
  chart: ShownChart;
  layers: readonly Layer[];
  held: Held;
  width: number;
}) {
  const middle = ((held.from + held.to) / 2 + 0.5) * stepOf(width, chart.starts.length);
  const rows = layers
    .map((layer) => ({ layer, count: sumOf([layer], held.from, held.to) }))
    .filter(({ count }) => count > 0)
    .toSorted((one, other) => other.count - one.count);
  const side = middle > width / 2 ? { right: width - middle + 12 } : { left: middle + 12 };
  return (
    <div className={style.told} style={side} aria-hidden="true">
      <div className={style.toldHead}>{stretch(chart, held)}</div>
      <div className={style.toldAll}>{counts(chart, sumOf(layers, held.from, held.to))}</div>
      <dl>
        {rows.slice(0, SHOWN).map(({ layer, count }) => (
          <div key={layer.id} className={toneClass(layer.tone)}>
            <dt>
              <span className={style.swatch} />
              <Hostile text={layer.label} />
            </dt>
            <dd>{count.toLocaleString("en")}</dd>
          </div>
        ))}
      </dl>
      {held.dragging && held.from !== held.to && (
        <div className={style.hint}>Let go to zoom in</div>
      )}
    </div>
  );
}
