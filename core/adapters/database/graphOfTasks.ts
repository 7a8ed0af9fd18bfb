import type { GraphEdge, GraphModel, GraphNode } from '../../protocol/graph.ts';
import type { TaskInfo } from '../../protocol/model.ts';

/** What a thread tells of the graph that made it. */
export interface Seen {
  tasks: TaskInfo[];
  /** By node id. */
  edges: { source: string; target: string }[];
}

/** The graph as far as its threads tell: nodes that ran or would run next, and the edges their writes prove. */
export function graphOfTasks(graphId: string, seen: Seen[]): GraphModel {
  const ids = new Set<string>();
  const add = (id: string) => {
    const parent = parentOf(id);
    if (parent !== undefined) add(parent);
    ids.add(id);
  };
  for (const { tasks, edges } of seen) {
    for (const { node } of tasks) add(node);
    for (const { source, target } of edges) [source, target].forEach(add);
  }
  const parents = new Set([...ids].map(parentOf));
  const nodes = [...ids].map((id): GraphNode => {
    const parent = parentOf(id);
    const name = id.slice((parent?.length ?? -1) + 1);
    const kind = parents.has(id) ? 'subgraph' : name === '__start__' ? 'start' : 'node';
    return { id, name, kind, hasSource: false, ...(parent !== undefined && { parent }) };
  });
  const edges = new Map<string, GraphEdge>();
  for (const { source, target } of seen.flatMap((one) => one.edges)) {
    const id = `observed:${source}->${target}`;
    edges.set(id, { id, source, target, kind: 'observed', taken: true });
  }
  return {
    graphId,
    kind: 'state',
    nodes,
    edges: [...edges.values()],
    channels: [],
    exampleInput: {},
    compiledBreakpoints: [],
    diagnostics: [
      {
        severity: 'info',
        message:
          nodes.length === 0
            ? 'The newest threads of this database name no nodes.'
            : `A database holds no graph: these are the nodes and steps seen in its ${seen.length === 1 ? 'newest thread' : `${seen.length} newest threads`}.`,
      },
    ],
    shape: [...ids, ...edges.keys()].join(' '),
  };
}

const parentOf = (id: string): string | undefined =>
  id.includes(':') ? id.slice(0, id.lastIndexOf(':')) : undefined;
