import type { GraphEdge } from '../protocol/graph.ts';

/** A channel and what a task writes to it. */
export type Write = readonly [channel: string, value: unknown];

const afterLast = (text: string, mark: string) => text.slice(text.lastIndexOf(mark) + 1);

/** Where a write sends the graph, by the node's name: undefined for one that is of the state. */
function targetOf([channel, value]: Write): string | undefined {
  if (channel === '__end__') return channel;
  if (/^(branch|join):/.test(channel)) return afterLast(channel, ':');
  if (channel !== '__pregel_tasks') return undefined;
  const { node } = value as { node?: unknown };
  return typeof node === 'string' ? node : undefined;
}

/**
 * The nodes (ids) that a task of `node` has the graph go on to, by what it wrote besides the state: `branch:to:b`,
 * `join:a+c:b`, a `Send`, and up to LangGraph 0.3 `branch:a:router:b` and, for all of its plain edges, its own name
 * (graph/state.js). That it goes to its end is not written: a plain edge there is always taken, and a router's or a
 * `Command`'s where it goes nowhere else.
 */
export function routesOf(
  node: string,
  writes: readonly Write[],
  edges: readonly GraphEdge[],
): string[] {
  const prefix = node.slice(0, node.lastIndexOf(':') + 1);
  const plain = edges
    .filter(({ source, kind }) => source === node && kind === 'normal')
    .map(({ target }) => target);
  const end = `${prefix}__end__`;
  const written = writes.flatMap((write) => {
    if (write[0] === afterLast(node, ':')) return plain;
    const target = targetOf(write);
    return target === undefined ? [] : [prefix + target];
  });
  if (written.length === 0 || plain.includes(end)) written.push(end);
  return [...new Set(written)];
}
