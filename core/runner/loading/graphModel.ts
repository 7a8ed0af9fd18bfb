import { createHash } from 'node:crypto';
import type { Diagnostic, GraphEdge, GraphModel, GraphNode } from '../../protocol/graph.ts';
import type { Json } from '../../protocol/model.ts';
import type { Pregel } from '../langgraph.ts';
import { builderOf } from './builder.ts';
import { channelsOf } from './channels.ts';
import type { Exports } from './importModule.ts';
import { exampleInputOf } from './exampleInput.ts';
import { edgesOf } from './graphEdges.ts';
import { nodesOf, START } from './graphNodes.ts';

export interface ModelSources {
  graphId: string;
  /** Names an example may be filed under: the graph's id and its export's. */
  names: string[];
  pregel: Pregel;
  instances: Map<string, Pregel>;
  exports: Exports;
  inputSchema: Json | undefined;
  isMade: boolean;
  diagnostics: Diagnostic[];
}

/** The graph as drawn, from what was declared and not from `getGraph`, which loses joins, deferral and routers. */
export function buildModel(sources: ModelSources): GraphModel {
  const { graphId, pregel, instances, inputSchema, isMade } = sources;
  const levels = [...instances];
  const nodes = levels.flatMap(([path, graph]) => nodesOf(instances, path, graph));
  const edges = levels.flatMap(([path, graph]) => edgesOf(path, graph));
  const channels = channelsOf(pregel);
  const example = exampleInputOf(sources.exports, sources.names, channels, inputSchema);
  const breakpoints = levels.map(([path, graph]) => compiledBreakpoints(path, graph));
  return {
    graphId,
    kind: kindOf(pregel),
    nodes,
    edges,
    channels,
    ...(inputSchema !== undefined && { inputSchema }),
    exampleInput: example.value,
    compiledBreakpoints: breakpoints.flatMap((level) => level.found),
    diagnostics: [
      ...sources.diagnostics,
      ...example.diagnostics,
      ...breakpoints.flatMap((level) => level.diagnostics),
      ...routerDiagnostics(edges),
    ],
    ...(pregel.store !== undefined && pregel.store !== null && { ownStore: true }),
    ...(isMade && { isMade }),
    shape: shapeOf(nodes, edges),
  };
}

function kindOf(pregel: Pregel): GraphModel['kind'] {
  if (builderOf(pregel)) return 'state';
  // What `entrypoint` makes: one node, fed by START, answering on END, remembering `__previous__`.
  return '__previous__' in pregel.channels ? 'functional' : 'pregel';
}

function compiledBreakpoints(path: string, pregel: Pregel) {
  const found: GraphModel['compiledBreakpoints'] = [];
  const diagnostics: Diagnostic[] = [];
  const names = Object.keys(pregel.nodes).filter((name) => name !== START);
  for (const when of ['before', 'after'] as const) {
    const option = when === 'before' ? 'interruptBefore' : 'interruptAfter';
    const given = pregel[option] ?? [];
    if (given === '*') {
      for (const name of names) found.push({ node: join(path, name), when });
      continue;
    }
    // `compile` refuses unknown names; code that sets them later is not checked.
    for (const name of given) {
      if (names.includes(name)) found.push({ node: join(path, name), when });
      else
        diagnostics.push({
          severity: 'warning',
          message: `${option} names ${name}, which is no node.`,
        });
    }
  }
  return { found, diagnostics };
}

function routerDiagnostics(edges: GraphEdge[]): Diagnostic[] {
  return edges
    .filter((edge) => edge.kind === 'anywhere')
    .map(({ source }) => ({
      severity: 'info',
      message: `The router after ${source} has no path map, so it may go anywhere.`,
    }));
}

function shapeOf(nodes: GraphNode[], edges: GraphEdge[]): string {
  const shape = [
    nodes.map(({ id, kind }) => [id, kind]),
    edges.map(({ id, label }) => [id, label]),
  ];
  return createHash('sha1').update(JSON.stringify(shape)).digest('hex').slice(0, 16);
}

function join(path: string, name: string): string {
  return path ? `${path}:${name}` : name;
}
