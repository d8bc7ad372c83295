import { useMemo } from "react";

import type { CampaignFlowOut } from "~/api/generated";
import { toneClass } from "~/ui/Mark";

import style from "./Flow.module.css";
import { BAR, drawn, HEIGHT, WIDTH, type Box } from "./flow";

/** The way of a campaign's mail; a press on a value narrows Explore to it. */
export function FlowPicture({
  flow,
  onOnly,
}: {
  flow: CampaignFlowOut;
  onOnly: (filter: string) => void;
}) {
  const { boxes, ribbons, heads } = useMemo(() => drawn(flow), [flow]);
  return (
    <div className={style.scroll} tabIndex={0} role="region" aria-label="The way of its mail">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT + 6}`} className={style.picture}>
        {heads.map((head) => (
          <text
            key={head.label}
            x={head.last ? head.x + BAR : head.x}
            y={12}
            className={style.head}
            textAnchor={head.last ? "end" : "start"}
          >
            {head.label}
          </text>
        ))}
        {ribbons.map((one) => (
          <path key={one.told} d={one.path} className={`${style.ribbon} ${toneClass(one.tone)}`}>
            <title>{one.told}</title>
          </path>
        ))}
        {boxes.map((box) => (
          <Node key={`${box.x} ${box.y}`} box={box} onOnly={onOnly} />
        ))}
      </svg>
    </div>
  );
}

function Node({ box, onOnly }: { box: Box; onOnly: (filter: string) => void }) {
  const { filter } = box;
  const shown = (
    <>
      <rect
        x={box.x}
        y={box.y}
        width={BAR}
        height={box.height}
        className={`${style.bar} ${toneClass(box.tone)}`}
      />
      <text
        x={box.last ? box.x - 6 : box.x + BAR + 6}
        y={box.y + box.height / 2}
        textAnchor={box.last ? "end" : "start"}
        className={style.name}
      >
        {short(box.label)}{" "}
        <tspan className={style.count}>{box.deliveries.toLocaleString("en")}</tspan>
      </text>
      <title>{`${box.label}: ${box.deliveries.toLocaleString("en")} deliveries`}</title>
    </>
  );
  if (filter === undefined) return <g>{shown}</g>;
  return (
    <g
      role="button"
      tabIndex={0}
      className={style.node}
      aria-label={`Search for ${box.label}, ${box.deliveries} deliveries`}
      onClick={() => onOnly(filter)}
      onKeyDown={(event) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          onOnly(filter);
        }
      }}
    >
      {shown}
    </g>
  );
}

const LONGEST = 26;
const short = (label: string): string =>
  label.length > LONGEST ? `${label.slice(0, LONGEST - 1)}…` : label;
