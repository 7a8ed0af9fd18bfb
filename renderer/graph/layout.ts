import ELK, { type ElkExtendedEdge, type ElkNode } from 'elkjs/lib/elk-api.js';
import workerUrl from 'elkjs/lib/elk-worker.min.js?url';
import type { DrawnEdge, DrawnGraph, DrawnNode } from './drawnGraph.ts';

export interface Point {
  x: number;
  y: number;
}

export interface Box extends Point {
  width: number;
  height: number;
}

/** Where everything goes, in pixels. Boxes are relative to their parent, as React Flow wants them; routes are absolute. */
export interface Layout {
  boxes: Record<string, Box>;
  routes: Record<string, { points: Point[]; label?: Box }>;
}

const options = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.json.edgeCoords': 'ROOT',
  'elk.layered.spacing.nodeNodeBetweenLayers': '46',
  'elk.layered.spacing.edgeNodeBetweenLayers': '22',
  'elk.spacing.nodeNode': '36',
  'elk.spacing.edgeNode': '20',
  'elk.spacing.edgeEdge': '14',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  // Walking from START makes the edge that closes a loop the one that goes back up. (MODEL_ORDER fails on nested graphs.)
  'elk.layered.cycleBreaking.strategy': 'DEPTH_FIRST',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.edgeLabels.inline': 'true',
  'elk.padding': '[top=8,left=8,bottom=8,right=8]',
};
const subgraphPadding = '[top=44,left=20,bottom=22,right=20]';
const LABEL_HEIGHT = 18;
const LABEL_CHARACTER = 6.4;

let elk: InstanceType<typeof ELK> | undefined;

/** In a worker of its own: the first layout of a session loads 1.5 MB of code and must not stop the interface. */
const engine = () => (elk ??= new ELK({ workerFactory: () => new Worker(workerUrl) }));

/** Has the layout's code loaded and its algorithm set up while there is nothing to draw yet. */
export function warmLayout(): void {
  const children = ['a', 'b'].map((id) => ({ id, width: 1, height: 1 }));
  const edges = [{ id: 'edge', sources: ['a'], targets: ['b'] }];
  // What is wrong with it shows when a graph is laid out.
  engine()
    .layout({ id: 'root', layoutOptions: options, children, edges })
    .catch(() => {});
}

const cache = new Map<string, Promise<Layout>>();
const CACHED = 50;

/** Lays a graph out, top to bottom, subgraphs nested. The same graph is laid out once. */
export function layoutGraph(graph: DrawnGraph): Promise<Layout> {
  const key = JSON.stringify([
    graph.nodes.map(({ id, parent, kind, closed, width }) => [id, parent, kind, closed, width]),
    graph.edges.map(({ id, source, target, label }) => [id, source, target, label]),
  ]);
  const known = cache.get(key);
  if (known) return known;
  const layout = engine()
    .layout({
      id: 'root',
      layoutOptions: options,
      children: childrenOf(graph, undefined),
      edges: graph.edges.map(toElkEdge),
    })
    .then(readLayout);
  layout.catch(() => cache.delete(key));
  cache.set(key, layout);
  for (const oldest of cache.keys()) {
    if (cache.size <= CACHED) break;
    cache.delete(oldest);
  }
  return layout;
}

const isOpen = (node: DrawnNode): boolean => node.kind === 'subgraph' && !node.closed;

function childrenOf(graph: DrawnGraph, parent: string | undefined): ElkNode[] {
  return graph.nodes
    .filter((node) => node.parent === parent)
    .map((node) => {
      const { id, width, height } = node;
      const children = isOpen(node) ? childrenOf(graph, id) : [];
      if (!children.length) return { id, width, height };
      return { id, children, layoutOptions: { ...options, 'elk.padding': subgraphPadding } };
    });
}

function toElkEdge({ id, source, target, label }: DrawnEdge): ElkExtendedEdge {
  const labels = label
    ? [{ text: label, width: labelWidth(label), height: LABEL_HEIGHT }]
    : undefined;
  return { id, sources: [source], targets: [target], ...(labels && { labels }) };
}

/** Pixels an edge's label takes; long ones are cut. */
export const labelWidth = (label: string): number =>
  Math.min(160, Math.ceil(label.length * LABEL_CHARACTER) + 14);

function readLayout(root: ElkNode): Layout {
  const layout: Layout = { boxes: {}, routes: {} };
  const visit = (node: ElkNode): void => {
    for (const child of node.children ?? []) {
      const { x = 0, y = 0, width = 0, height = 0 } = child;
      layout.boxes[child.id] = { x, y, width, height };
      visit(child);
    }
  };
  visit(root);
  for (const edge of root.edges ?? []) {
    const section = edge.sections?.[0];
    if (!section) continue;
    const label = edge.labels?.[0];
    layout.routes[edge.id] = {
      points: [section.startPoint, ...(section.bendPoints ?? []), section.endPoint],
      ...(label && {
        label: {
          x: label.x ?? 0,
          y: label.y ?? 0,
          width: label.width ?? 0,
          height: label.height ?? 0,
        },
      }),
    };
  }
  return layout;
}
