import type { InvestigationGraphOut, NodeOut } from "~/api/generated";

export const WIDTH = 1000;
export const ROW = 44;
export const BOX = { width: 240, height: 32 };
const LOWEST = 3 * ROW; // of the root: in sight when the picture is higher than the page
const COLUMNS: Readonly<Record<NodeOut["kind"], number>> = {
  root: 0,
  cluster: 380,
  user: 380,
  action: WIDTH - BOX.width,
};

export type Placed = NodeOut & { x: number; y: number };
export type Drawn = {
  nodes: readonly Placed[];
  lines: readonly { key: string; path: string }[];
  height: number;
};

/** Lays a graph out: the root at the left, what belongs to it in the middle, what follows at the right. */
export function drawn(graph: InvestigationGraphOut): Drawn {
  const rows = new Map<number, number>();
  const nodes = graph.nodes.map((node): Placed => {
    const x = COLUMNS[node.kind];
    const row = rows.get(x) ?? 0;
    rows.set(x, row + 1);
    return { ...node, x, y: row * ROW };
  });
  const height = Math.max(1, ...rows.values()) * ROW;
  const centred = nodes.map((node) =>
    node.kind === "root" ? { ...node, y: Math.min((height - ROW) / 2, LOWEST) } : node,
  );
  const byId = new Map(centred.map((node) => [node.id, node]));
  const lines = graph.edges.flatMap((edge) => {
    const from = byId.get(edge.source);
    const to = byId.get(edge.target);
    if (!from || !to) return [];
    const [x1, y1] = [from.x + BOX.width, from.y + BOX.height / 2];
    const [x2, y2] = [to.x, to.y + BOX.height / 2];
    const middle = (x1 + x2) / 2;
    const path = `M${x1} ${y1} C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
    return [{ key: `${edge.source} ${edge.target}`, path }];
  });
  return { nodes: centred, lines, height };
}
