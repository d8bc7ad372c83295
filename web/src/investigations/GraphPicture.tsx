import { useMemo } from "react";

import type { InvestigationGraphOut } from "~/api/generated";
import { toneClass } from "~/ui/Mark";

import { BOX, drawn, WIDTH, type Placed } from "./graph";
import style from "./Graph.module.css";
import { toneOf } from "./Marks";

/** From what it began with, over what belongs to that, to what follows. */
export function GraphPicture({ graph }: { graph: InvestigationGraphOut }) {
  const { nodes, lines, height } = useMemo(() => drawn(graph), [graph]);
  return (
    <div className={style.scroll} tabIndex={0} role="region" aria-label="Graph">
      <svg
        viewBox={`-4 -4 ${WIDTH + 8} ${height + 4}`}
        className={style.picture}
        role="img"
        aria-label={nodes.map(said).join("; ")}
      >
        {lines.map((line) => (
          <path key={line.key} d={line.path} className={style.line} />
        ))}
        {nodes.map((node) => (
          <g key={node.id} className={toneClass(toneOf(node.verdict))}>
            <rect
              x={node.x}
              y={node.y}
              width={BOX.width}
              height={BOX.height}
              rx={6}
              className={style.box}
            />
            <text x={node.x + 10} y={node.y + BOX.height / 2} className={style.name}>
              {short(node.label)}
            </text>
            {node.deliveries > 0 && (
              <text
                x={node.x + BOX.width - 10}
                y={node.y + BOX.height / 2}
                textAnchor="end"
                className={style.count}
              >
                {node.deliveries.toLocaleString("en")}
              </text>
            )}
            <title>{said(node)}</title>
          </g>
        ))}
      </svg>
    </div>
  );
}

function said(node: Placed): string {
  const mail = node.deliveries > 0 ? `, ${node.deliveries.toLocaleString("en")} deliveries` : "";
  return `${node.kind} ${node.label}: ${node.verdict === "none" ? "no threats found" : node.verdict}${mail}`;
}

const LONGEST = 30;
const short = (label: string): string =>
  label.length > LONGEST ? `${label.slice(0, LONGEST - 1)}…` : label;
