import type { Edge, Node } from '@xyflow/react';
import type { DrawnEdge, DrawnGraph, DrawnNode } from './drawnGraph.ts';
import type { Box, Layout, Point } from './layout.ts';
import { placeBoxes } from './picture.ts';

export type FlowNode = Node<{ drawn: DrawnNode }, 'node' | 'terminal' | 'subgraph'>;
export type FlowEdge = Edge<
  { drawn: DrawnEdge; route?: { points: Point[]; label?: Box }; from?: Point; to?: Point },
  'edge'
>;

const typeOf = ({ kind, closed }: DrawnNode): 'node' | 'terminal' | 'subgraph' => {
  if (kind === 'start' || kind === 'end') return 'terminal';
  return kind === 'subgraph' && !closed ? 'subgraph' : 'node';
};

/** React Flow's nodes, parents first; what a person dragged wins over the layout. */
export function toFlowNodes(
  graph: DrawnGraph,
  layout: Layout,
  dragged: Record<string, Point>,
): FlowNode[] {
  return graph.nodes.flatMap((drawn) => {
    const box = layout.boxes[drawn.id];
    if (!box) return [];
    const { width, height } = box;
    return [
      {
        id: drawn.id,
        type: typeOf(drawn),
        position: dragged[drawn.id] ?? { x: box.x, y: box.y },
        width,
        height,
        data: { drawn },
        focusable: false,
        ...(drawn.parent !== undefined && { parentId: drawn.parent, extent: 'parent' as const }),
      },
    ];
  });
}

/**
 * `nodes` with what React Flow measured of those it had: it draws no edge at a node that is not measured, and measures one
 * again only when its size changes.
 */
export function keepMeasured(before: readonly FlowNode[], nodes: FlowNode[]): FlowNode[] {
  const known = new Map(before.map((node) => [node.id, node]));
  return nodes.map((node) => {
    const same = known.get(node.id);
    const isSame =
      same?.type === node.type && same.width === node.width && same.height === node.height;
    return isSame && same.measured ? { ...node, measured: same.measured } : node;
  });
}

/** React Flow's edges with the route the layout gave them and where their ends were then. */
export function toFlowEdges(graph: DrawnGraph, layout: Layout): FlowEdge[] {
  const boxes = placeBoxes(graph, layout, {});
  return graph.edges.map((drawn) => {
    const source = boxes.get(drawn.source);
    const target = boxes.get(drawn.target);
    return {
      id: drawn.id,
      type: 'edge',
      source: drawn.source,
      target: drawn.target,
      focusable: false,
      zIndex: 1,
      data: {
        drawn,
        route: layout.routes[drawn.id],
        from: source && { x: source.x + source.width / 2, y: source.y + source.height },
        to: target && { x: target.x + target.width / 2, y: target.y },
      },
    };
  });
}
