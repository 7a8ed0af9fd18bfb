import type { GraphEdge, GraphModel, NodeKind } from '../../core/protocol/graph.ts';

/** A box of the canvas. */
export interface DrawnNode {
  /** Unique on the canvas; the accessible name. */
  id: string;
  /** Id in the graph model: what breakpoints, statuses and sources go by. */
  node: string;
  name: string;
  kind: NodeKind;
  parent?: string;
  /** In a call tree: the very task, whose status it shows. */
  taskId?: string;
  /** A subgraph that hides what is in it. */
  closed?: boolean;
  /** Its router has no path map: it may go to any node. */
  anywhere?: boolean;
  defer?: boolean;
  retry?: boolean;
  cache?: boolean;
  width: number;
  height: number;
}

export interface DrawnEdge extends Omit<GraphEdge, 'kind'> {
  kind: Exclude<GraphEdge['kind'], 'anywhere'> | 'call';
  /** Stands for edges in a closed subgraph. */
  folded?: boolean;
}

/** What the canvas draws: the model with closed subgraphs folded, or a functional graph's call tree. */
export interface DrawnGraph {
  nodes: DrawnNode[];
  edges: DrawnEdge[];
}

const NODE_HEIGHT = 38;
const TERMINAL = { width: 58, height: 24 };
const CHARACTER = 7.1;

/** The box a node needs, in pixels. Open subgraphs are sized by the layout. */
export function sizeOf(name: string, kind: NodeKind): { width: number; height: number } {
  if (kind === 'start' || kind === 'end') return TERMINAL;
  const width = Math.min(260, Math.max(116, Math.ceil(name.length * CHARACTER) + 62));
  return { width, height: NODE_HEIGHT };
}

/** Whether a subgraph is drawn closed: as the person left it, else open unless the graph is big. */
export const isClosed = (
  model: GraphModel,
  node: string,
  collapsed: Record<string, boolean>,
): boolean => collapsed[node] ?? model.nodes.length > 60;

/** Folds closed subgraphs: what is in them disappears, and edges that reach in end at the box. */
export function foldGraph(model: GraphModel, collapsed: Record<string, boolean>): DrawnGraph {
  const byId = new Map(model.nodes.map((node) => [node.id, node]));
  const visible = (id: string): string | undefined => {
    const node = byId.get(id);
    if (!node) return undefined;
    let shown = id;
    for (let parent = node.parent; parent !== undefined; parent = byId.get(parent)?.parent) {
      if (isClosed(model, parent, collapsed)) shown = parent;
    }
    return shown;
  };

  const anywhere = new Set(
    model.edges.filter((edge) => edge.kind === 'anywhere').map((edge) => edge.source),
  );
  const nodes = model.nodes
    .filter((node) => visible(node.id) === node.id)
    .map((node) => ({
      ...node,
      node: node.id,
      closed: node.kind === 'subgraph' && isClosed(model, node.id, collapsed),
      anywhere: anywhere.has(node.id),
      ...sizeOf(node.name, node.kind),
    }));

  const edges = new Map<string, DrawnEdge>();
  for (const edge of model.edges) {
    const source = visible(edge.source);
    const target = visible(edge.target);
    const { kind } = edge;
    if (source === undefined || target === undefined || kind === 'anywhere') continue;
    const folded = source !== edge.source || target !== edge.target;
    if (folded && source === target) continue;
    const id = folded ? `${source}→${target}` : edge.id;
    edges.set(id, { ...edge, kind, id, source, target, ...(folded && { folded }) });
  }
  return { nodes, edges: [...edges.values()] };
}
