import type { GraphEdge } from '../../protocol/graph.ts';
import type { Pregel } from '../langgraph.ts';
import { builderOf, type Branch, type Builder } from './builder.ts';
import { END, START } from './graphNodes.ts';

type Edge = Omit<GraphEdge, 'id'>;

/** The edges of one level as they were declared, with ids that stay the same when nothing changes. */
export function edgesOf(path: string, pregel: Pregel): GraphEdge[] {
  const builder = builderOf(pregel);
  const edges = builder ? declared(builder) : channelEdges(pregel);
  const prefix = path ? `${path}:` : '';
  const used = new Map<string, number>();
  return edges.map((edge) => {
    const source = prefix + edge.source;
    const target = prefix + edge.target;
    const id = [edge.kind, source, target, edge.joinId ?? ''].join('|');
    const count = used.get(id) ?? 0;
    used.set(id, count + 1);
    const joinId = edge.joinId && prefix + edge.joinId;
    return {
      ...edge,
      id: count ? `${id}|${count}` : id,
      source,
      target,
      ...(joinId && { joinId }),
    };
  });
}

function declared(builder: Builder): Edge[] {
  const edges: Edge[] = [];
  for (const [source, target] of builder.edges) edges.push({ source, target, kind: 'normal' });
  for (const [sources, target] of builder.waitingEdges ?? []) {
    const joinId = `join:${sources.join('+')}:${target}`;
    for (const source of sources) edges.push({ source, target, kind: 'join', joinId });
  }
  for (const [source, branches] of Object.entries(builder.branches)) {
    for (const branch of Object.values(branches)) edges.push(...branchEdges(source, branch));
  }
  for (const [source, spec] of Object.entries(builder.nodes)) {
    edges.push(...commandEdges(source, spec.ends));
    if (spec.errorHandlerNode) {
      edges.push({ source, target: spec.errorHandlerNode, kind: 'conditional', label: 'error' });
    }
  }
  return [...edges, ...lastEdges(builder, edges)];
}

function branchEdges(source: string, branch: Branch): Edge[] {
  if (!branch.ends) return [{ source, target: source, kind: 'anywhere' }];
  const labels = new Map<string, string[]>();
  for (const [label, target] of Object.entries(branch.ends)) {
    labels.set(target, [...(labels.get(target) ?? []), label]);
  }
  return [...labels].map(([target, of]) => {
    const label = of.join(', ');
    return { source, target, kind: 'conditional', ...(label !== target && { label }) };
  });
}

function commandEdges(source: string, ends: string[] | Record<string, string> | undefined): Edge[] {
  const targets = Array.isArray(ends) ? ends.map((end) => [end, end]) : Object.entries(ends ?? {});
  return targets.map(([target = '', label]) => ({
    source,
    target,
    kind: 'command',
    ...(label !== target && { label }),
  }));
}

/** A node that leads nowhere ends its line of the graph; LangGraph draws that as an edge to END since 1.4. */
function lastEdges(builder: Builder, edges: Edge[]): Edge[] {
  const sources = new Set(edges.map((edge) => edge.source));
  return Object.entries(builder.nodes)
    .filter(([name, spec]) => !sources.has(name) && !spec.isErrorHandler)
    .map(([source]) => ({ source, target: END, kind: 'normal' }));
}

/** Without a builder: who writes the channels that start whom. */
function channelEdges(pregel: Pregel): Edge[] {
  const names = Object.keys(pregel.nodes).filter((name) => name !== START);
  const edges: Edge[] = [];
  for (const target of names) {
    for (const trigger of pregel.nodes[target]?.triggers ?? []) {
      if (isInput(pregel, trigger)) edges.push({ source: START, target, kind: 'normal' });
      for (const source of names) {
        if (writes(pregel, source).has(trigger)) edges.push({ source, target, kind: 'normal' });
      }
    }
  }
  const outputs = [pregel.outputChannels].flat().map(String);
  for (const source of names) {
    const written = writes(pregel, source);
    if (outputs.some((channel) => written.has(channel)))
      edges.push({ source, target: END, kind: 'normal' });
  }
  return edges;
}

function isInput(pregel: Pregel, channel: string): boolean {
  return [pregel.inputChannels].flat().includes(channel);
}

function writes(pregel: Pregel, node: string): Set<string> {
  const writers = (pregel.nodes[node]?.writers ?? []) as { writes?: { channel?: unknown }[] }[];
  return new Set(
    writers.flatMap((writer) => writer.writes ?? []).map(({ channel }) => String(channel)),
  );
}
