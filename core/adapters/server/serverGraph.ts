import { createHash } from 'node:crypto';
import type { AssistantGraph, GraphSchema } from '@langchain/langgraph-sdk';
import type { ChannelInfo, GraphEdge, GraphModel, GraphNode } from '../../protocol/graph.ts';
import { inputSkeleton } from '../../protocol/inputSkeleton.ts';
import type { Json } from '../../protocol/model.ts';

type Schema = Record<string, Json>;

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const parentOf = (id: string): string => id.split(':').slice(0, -1).join(':');
const nameOf = (id: string): string => id.split(':').at(-1) ?? id;

/**
 * The graph as a server can tell it: `getGraph({xray: true})`, in which subgraphs are prefixes of ids and their ends
 * are left out, and the JSON Schemas. Joins, deferral and reducers it does not tell.
 */
export function graphModel(
  graphId: string,
  drawing: AssistantGraph,
  schemas: GraphSchema | undefined,
): GraphModel {
  const ids = drawing.nodes.map(({ id }) => String(id));
  // The functional API draws as nodes 0, 1, 2.
  const isFunctional = ids.every((id) => /^\d+$/.test(id));
  const nodes = isFunctional ? [] : nodesOf(ids);
  const edges = isFunctional ? [] : edgesOf(drawing);
  const channels = schemas ? channelsOf(schemas) : [];
  const inputSchema = isSchema(schemas?.input_schema) ? (schemas.input_schema as Json) : undefined;
  const structure = JSON.stringify([nodes.map(({ id }) => id), edges.map(({ id }) => id)]);
  return {
    graphId,
    kind: isFunctional ? 'functional' : 'state',
    nodes,
    edges,
    channels,
    ...(inputSchema !== undefined && { inputSchema }),
    exampleInput: inputSkeleton(channels, inputSchema),
    compiledBreakpoints: compiledBreakpoints(drawing),
    diagnostics: schemas
      ? []
      : [
          {
            severity: 'info',
            message: 'The server has not told the channels yet: reload to ask again.',
          },
        ],
    shape: createHash('sha1').update(structure).digest('hex'),
  };
}

/** The subgraphs a node lies in, the outermost first. */
const above = (id: string): string[] => {
  const parent = parentOf(id);
  return parent ? [...above(parent), parent] : [];
};

function nodesOf(ids: string[]): GraphNode[] {
  const subgraphs = new Set(ids.flatMap(above));
  const inner = [...subgraphs].flatMap((id) => [`${id}:__start__`, `${id}:__end__`]);
  const outerFirst = [...ids, ...inner].flatMap((id) => [...above(id), id]);
  return [...new Set(outerFirst)].map((id) => {
    const name = nameOf(id);
    const parent = parentOf(id);
    const kind = subgraphs.has(id) ? 'subgraph' : (ends[name] ?? 'node');
    return { id, name, kind, ...(parent && { parent }), hasSource: false };
  });
}

const ends: Record<string, GraphNode['kind']> = { __start__: 'start', __end__: 'end' };

/** An edge into or out of a subgraph is several: one on each level it crosses. */
function edgesOf({ edges }: AssistantGraph): GraphEdge[] {
  const found = new Map<string, GraphEdge>();
  const add = (source: string, target: string, conditional: boolean, label?: string) => {
    const kind = conditional ? 'conditional' : 'normal';
    const id = `${kind}|${source}|${target}`;
    if (!found.has(id)) found.set(id, { id, source, target, kind, ...(label && { label }) });
  };
  for (const { source, target, conditional, data } of edges) {
    const [from, to] = [source, target];
    const common = commonParent(from, to);
    let inner = from;
    for (; parentOf(inner) !== common; inner = parentOf(inner)) {
      add(inner, `${parentOf(inner)}:__end__`, Boolean(conditional));
    }
    let outer = to;
    for (; parentOf(outer) !== common; outer = parentOf(outer)) {
      add(`${parentOf(outer)}:__start__`, outer, false);
    }
    const label = typeof data === 'string' && data !== nameOf(outer) ? data : undefined;
    add(inner, outer, Boolean(conditional), label);
  }
  return [...found.values()];
}

function commonParent(one: string, other: string): string {
  const around = new Set(['', ...above(one)]);
  let at = parentOf(other);
  while (!around.has(at)) at = parentOf(at);
  return at;
}

function channelsOf({ state_schema, input_schema }: GraphSchema): ChannelInfo[] {
  const properties = propertiesOf(state_schema);
  const inputs = propertiesOf(input_schema);
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    type: 'channel',
    reducer: 'the server does not tell',
    isMessages: name === 'messages' || /Message/.test(JSON.stringify(schema).slice(0, 2_000)),
    input: name in inputs,
  }));
}

const propertiesOf = (schema: unknown): Schema =>
  isSchema(schema) && isSchema(schema.properties) ? schema.properties : {};

/** Python draws what `compile()` was given as `metadata.__interrupt` of a node: `before`, `after` or `before,after`. */
function compiledBreakpoints({ nodes }: AssistantGraph): GraphModel['compiledBreakpoints'] {
  return nodes.flatMap(({ id, metadata }) => {
    const sides = (metadata as { __interrupt?: string } | undefined)?.__interrupt ?? '';
    return (['before', 'after'] as const)
      .filter((when) => sides.split(',').includes(when))
      .map((when) => ({ node: String(id), when }));
  });
}
