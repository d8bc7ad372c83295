import style from "./HopDiagram.module.css";
import { saidOf, type Leg, type Stop, type Way } from "./journey";

const STEP = 60; // pixels from stop to stop
const TOP = 18;
const LINE = 14; // where the line of the way stands
const TEXT = 34;
const BAR = 52; // percent of the width, where the bars of the delays begin
const WIDEST = 34; // percent

function Stopped({ stop, y }: { stop: Stop; y: number }) {
  return (
    <g>
      <circle cx={LINE} cy={y} r={6} className={stop.ours ? style.ours : style.outside} />
      <text x={TEXT} y={y + 4} className={style.name}>
        {stop.name}
      </text>
    </g>
  );
}

function Gone({ leg, from, y }: { leg: Leg; from: Stop; y: number }) {
  const middle = y + STEP / 2;
  const how = [from.address, leg.how].filter(Boolean).join(" · ");
  return (
    <g>
      <line
        x1={LINE}
        x2={LINE}
        y1={y + 7}
        y2={y + STEP - 7}
        className={`${style.leg} ${leg.believed ? "" : style.unsure}`}
      />
      {how && (
        <text x={TEXT} y={y + 20} className={style.quiet}>
          {how}
        </text>
      )}
      {leg.delay && (
        <>
          <rect
            x={`${BAR}%`}
            y={middle - 4}
            width={`${Math.max(0.4, WIDEST * leg.share)}%`}
            height={8}
            rx={2}
            className={style[leg.kind]}
          />
          <text x={`${BAR + 1 + WIDEST * leg.share}%`} y={middle + 4} className={style[leg.kind]}>
            {leg.delay}
          </text>
        </>
      )}
      {leg.border && (
        <>
          <line x1={0} x2="100%" y1={middle + 8} y2={middle + 8} className={style.border} />
          <text x="100%" y={middle + 22} textAnchor="end" className={style.borderWord}>
            your servers from here on
          </text>
        </>
      )}
    </g>
  );
}

/** The way from server to server, with how long each step took. */
export function HopDiagram({ way }: { way: Way }) {
  const height = TOP + STEP * (way.stops.length - 1) + TOP;
  return (
    <div className={style.scroll}>
      <svg className={style.drawing} height={height} role="img" aria-label={saidOf(way)}>
        {way.stops.map((stop, at) => {
          const leg = way.legs[at];
          const y = TOP + STEP * at;
          return (
            // oxlint-disable-next-line react/no-array-index-key -- a stop is its place on the way
            <g key={at}>
              {leg && <Gone leg={leg} from={stop} y={y} />}
              <Stopped stop={stop} y={y} />
            </g>
          );
        })}
      </svg>
    </div>
  );
}
