import type { GraphNode } from '../../protocol/graph.ts';
import type { Pregel } from '../langgraph.ts';
import { builderOf, type NodeSpec } from './builder.ts';
import { nodeFunction } from './nodeFunction.ts';

export const START = '__start__';
export const END = '__end__';

/** The nodes of one level, with START and END. `path` is the level's own: `''` for the root. */
export function nodesOf(instances: Map<string, Pregel>, path: string, pregel: Pregel): GraphNode[] {
  const builder = builderOf(pregel);
  const prefix = path ? `${path}:` : '';
  const within = path ? { parent: path } : {};
  const node = (name: string): GraphNode => {
    const id = prefix + name;
    const spec = builder?.nodes[name];
    return {
      id,
      name,
      kind: instances.has(id) ? 'subgraph' : 'node',
      ...within,
      ...marks(spec, pregel.nodes[name]),
      hasSource: nodeFunction(pregel, name) !== undefined,
    };
  };
  const end = (name: string, kind: 'start' | 'end'): GraphNode => ({
    id: prefix + name,
    name,
    kind,
    ...within,
    hasSource: false,
  });
  const names = Object.keys(pregel.nodes).filter((name) => name !== START);
  return [end(START, 'start'), ...names.map(node), end(END, 'end')];
}

/** Policies can come from the graph's defaults, which only the compiled node knows. */
function marks(
  spec: NodeSpec | undefined,
  compiled: NodeSpec | Record<string, unknown> | undefined,
) {
  const retry = spec?.retryPolicy ?? compiled?.retryPolicy ?? spec?.timeout ?? compiled?.timeout;
  const cache = spec?.cachePolicy ?? compiled?.cachePolicy;
  return {
    ...(spec?.defer && { defer: true }),
    ...(retry ? { retry: true } : {}),
    ...(cache ? { cache: true } : {}),
  };
}
