import type { GraphEdge, GraphModel } from '../protocol/graph.ts';
import type { TaskInfo } from '../protocol/model.ts';
import { namesAround } from '../protocol/namespace.ts';
import type { ObservedEdge } from '../storage/storage.ts';

/** A node as a run reached it. */
type Reached = Pick<TaskInfo, 'node' | 'triggers'>;

/** What the ids of a namespace's nodes begin with: `sub:inner:` for `sub:<task>|inner:<task>`. */
export const prefixOf = (checkpoint_ns: string): string =>
  namesAround(checkpoint_ns)
    .map((name) => `${name}:`)
    .join('');

/**
 * The edges a run took from the nodes that finished to those it reached, as far as they are certain.
 *
 * A task's triggers name the channels that woke it: `join:a+b:c`, and on LangGraph 0.2 and 0.3 also
 * `branch:a:route:c` and plain `a`, name the writer; `branch:to:c` (0.4 on) and a `Send` do not. Then a
 * declared edge decides, and among several candidates only what leaves no doubt is learnt.
 */
export function learnEdges(graph: GraphModel, from: string[], to: Reached[]): ObservedEdge[] {
  if (graph.kind !== 'state') return [];
  const drawn = new Set(graph.nodes.map((node) => node.id));
  const sources = [...new Set(from)].filter((node) => drawn.has(node));
  const targets = new Map(to.filter(({ node }) => drawn.has(node)).map((one) => [one.node, one]));
  return [...targets.values()].flatMap((target) =>
    sourcesOf(graph, sources, target).map((source) => ({ source, target: target.node })),
  );
}

function sourcesOf(graph: GraphModel, sources: string[], target: Reached): string[] {
  const writers = target.triggers.flatMap(writersOf);
  const named = sources.filter((source) => writers.includes(nameOf(source)));
  if (named.length > 0) return named;

  const leads = (source: string, fits: (edge: GraphEdge) => boolean) =>
    graph.edges.some((edge) => edge.source === source && fits(edge));
  const toTarget = (edge: GraphEdge) => edge.target === target.node;
  const always = sources.filter((one) =>
    leads(one, (edge) => toTarget(edge) && edge.kind === 'normal'),
  );
  if (always.length > 0) return always;
  const declared = sources.filter((one) => leads(one, toTarget));
  if (declared.length > 0) return onlyOne(declared);
  const free = sources.filter((one) => leads(one, (edge) => edge.kind === 'anywhere'));
  // Nobody routes to the end without saying so: a node without edges just ends.
  if (free.length > 0 || nameOf(target.node) === '__end__') return onlyOne(free);
  return onlyOne(sources);
}

function onlyOne(candidates: string[]): string[] {
  return candidates.length === 1 ? candidates : [];
}

function nameOf(node: string): string {
  return node.slice(node.lastIndexOf(':') + 1);
}

function writersOf(trigger: string): string[] {
  const [kind, first] = trigger.split(':');
  if (kind === 'join') return first?.split('+') ?? [];
  if (kind === 'branch') return first && first !== 'to' ? [first] : [];
  return trigger.includes(':') ? [] : [trigger];
}

/** The graph with what runs have taught: declared edges `taken`, the others added as `observed`. */
export function mergeEdges(graph: GraphModel, observed: ObservedEdge[]): GraphModel {
  const nodes = new Set(graph.nodes.map((node) => node.id));
  const known = observed.filter(({ source, target }) => nodes.has(source) && nodes.has(target));
  // The mark of a router that may go anywhere lies on its node, and is no edge.
  const isTaken = (edge: GraphEdge) =>
    edge.kind !== 'anywhere' && known.some((one) => sameEnds(one, edge));
  const declared = graph.edges.map((edge) => (isTaken(edge) ? { ...edge, taken: true } : edge));
  const added = known
    .filter((one) => !graph.edges.some((edge) => edge.kind !== 'anywhere' && sameEnds(one, edge)))
    .map(({ source, target }) => ({
      id: `observed:${source}->${target}`,
      source,
      target,
      kind: 'observed' as const,
      taken: true,
    }));
  return { ...graph, edges: [...declared, ...added] };
}

function sameEnds(one: ObservedEdge, other: ObservedEdge): boolean {
  return one.source === other.source && one.target === other.target;
}
