import type { GraphModel, TaskInfo } from '../protocol/model.ts';
import type { ObservedEdge } from '../storage/storage.ts';

type Ran = Pick<TaskInfo, 'node' | 'triggers'>;

/**
 * The edges a super-step took, as far as they are certain: from the tasks that ran before it (none = the
 * graph's start) to the tasks that run in it (none = the end). Both of one namespace.
 *
 * A task's triggers name the channels that woke it: `join:a+b:c`, and on LangGraph 0.2 and 0.3 also
 * `branch:a:route:c` and plain `a`, name the writer; `branch:to:c` (0.4 on) and a `Send` do not. Then a
 * declared edge decides, and among several candidates only what leaves no doubt is learnt.
 */
export function learnEdges(graph: GraphModel, before: Ran[], now: Ran[]): ObservedEdge[] {
  const here = [...before, ...now][0];
  if (graph.kind !== 'state' || !here) return [];
  const prefix = here.node.slice(0, here.node.lastIndexOf(':') + 1);
  const sources =
    before.length > 0 ? unique(before.map((task) => task.node)) : [`${prefix}__start__`];
  const targets = now.length > 0 ? now : [{ node: `${prefix}__end__`, triggers: [] }];
  const edges = targets.flatMap((target) =>
    sourcesOf(graph, prefix, sources, target).map((source) => ({ source, target: target.node })),
  );
  const drawn = new Set(graph.nodes.map((node) => node.id));
  const known = edges.filter(({ source, target }) => drawn.has(source) && drawn.has(target));
  return [...new Map(known.map((edge) => [`${edge.source} ${edge.target}`, edge])).values()];
}

function sourcesOf(graph: GraphModel, prefix: string, sources: string[], target: Ran): string[] {
  const named = sources.filter((source) =>
    target.triggers.some((trigger) => writers(trigger).includes(source.slice(prefix.length))),
  );
  if (named.length > 0) return named;

  const edgesFrom = (source: string) => graph.edges.filter((edge) => edge.source === source);
  const declared = sources.filter((source) =>
    edgesFrom(source).some((edge) => edge.target === target.node),
  );
  const always = declared.filter((source) =>
    edgesFrom(source).some((edge) => edge.target === target.node && edge.kind === 'normal'),
  );
  if (always.length > 0) return always;
  if (declared.length > 0) return declared.length === 1 ? declared : [];
  if (target.node.endsWith('__end__'))
    return sources.filter((source) => sources.length === 1 && goesAnywhere(graph, source));
  const anywhere = sources.filter((source) => goesAnywhere(graph, source));
  if (anywhere.length > 0) return anywhere.length === 1 ? anywhere : [];
  return sources.length === 1 ? sources : [];
}

function writers(trigger: string): string[] {
  const [kind, first] = trigger.split(':');
  if (kind === 'join') return first?.split('+') ?? [];
  if (kind === 'branch') return first && first !== 'to' ? [first] : [];
  return trigger.includes(':') ? [] : [trigger];
}

function goesAnywhere(graph: GraphModel, source: string): boolean {
  return graph.edges.some((edge) => edge.source === source && edge.kind === 'anywhere');
}

function unique<T>(values: T[]): T[] {
  return [...new Set(values)];
}

/** The graph with what runs have taught: declared edges `taken`, the others added as `observed`. */
export function mergeEdges(graph: GraphModel, observed: ObservedEdge[]): GraphModel {
  const nodes = new Set(graph.nodes.map((node) => node.id));
  const known = observed.filter(({ source, target }) => nodes.has(source) && nodes.has(target));
  const declared = graph.edges.map((edge) =>
    edge.kind !== 'anywhere' && known.some((one) => sameEnds(one, edge))
      ? { ...edge, taken: true }
      : edge,
  );
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
