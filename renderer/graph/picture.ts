import { nodesAround } from '../store/graph.ts';
import type { DrawnGraph, DrawnNode } from './drawnGraph.ts';
import type { Box, Layout, Point } from './layout.ts';
import type { Drawn } from './useDrawnGraph.ts';

/** What is drawn, where it lies on the canvas. */
export interface Picture extends Drawn {
  /** By the box's id; from the canvas' origin, unlike those of the layout. */
  boxes: ReadonlyMap<string, Box>;
}

/** Where each box lies, from the canvas' origin; what a person dragged wins over the layout. */
export function placeBoxes(
  graph: DrawnGraph,
  layout: Layout,
  dragged: Record<string, Point>,
): Map<string, Box> {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const placed = new Map<string, Box>();
  const place = ({ id, parent }: DrawnNode): Box | undefined => {
    const known = placed.get(id);
    const box = layout.boxes[id];
    if (known || !box) return known;
    const around = parent === undefined ? undefined : nodes.get(parent);
    const origin = around && place(around);
    const { x, y } = dragged[id] ?? box;
    const absolute = { ...box, x: x + (origin?.x ?? 0), y: y + (origin?.y ?? 0) };
    placed.set(id, absolute);
    return absolute;
  };
  for (const node of graph.nodes) place(node);
  return placed;
}

/** The box a node is drawn as: its own, of several calls the last, else that of the closed subgraph it is in. */
export function boxOfNode({ graph, boxes }: Picture, node: string): Box | undefined {
  for (const id of [node, ...nodesAround(node)]) {
    const drawn = graph.nodes.findLast((one) => one.node === id);
    if (drawn) return boxes.get(drawn.id);
  }
  return undefined;
}
