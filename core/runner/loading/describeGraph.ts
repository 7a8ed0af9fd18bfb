import type { GraphDescription, GraphSchemas } from '../../protocol/clientRun.ts';
import type { Json } from '../../protocol/model.ts';
import type { Pregel } from '../langgraph.ts';
import type { LoadedGraph } from '../loadedGraph.ts';
import { builderOf } from './builder.ts';
import { channelsOf } from './channels.ts';
import { importFrom } from './library.ts';

type SchemaOf = (graph: Pregel) => unknown;

type SchemaModule = Partial<
  Record<
    'getInputTypeSchema' | 'getOutputTypeSchema' | 'getStateTypeSchema' | 'getConfigTypeSchema',
    SchemaOf
  >
>;

/** What clients of the server API ask about a graph. Versions that can't draw subgraphs ignore `xray`. */
export async function describeGraph(
  { pregel, instances, copy }: LoadedGraph,
  xray: boolean | number,
): Promise<GraphDescription> {
  const draw = pregel.getGraphAsync ?? pregel.getGraph;
  const drawing = await draw?.call(pregel, xray === false ? {} : { xray });
  const module = await importFrom<SchemaModule>(copy, 'graph/zod/schema').catch(() => ({}));
  const subgraphs = [...instances].filter(([path]) => path !== '');
  return {
    drawing: asJson(drawing?.toJSON()) ?? { nodes: [], edges: [] },
    schemas: schemasOf(pregel, module),
    subgraphs: Object.fromEntries(
      subgraphs.map(([path, graph]) => [path.replaceAll(':', '|'), schemasOf(graph, module)]),
    ),
  };
}

function schemasOf(pregel: Pregel, module: SchemaModule): GraphSchemas {
  const known = builderOf(pregel) as { _schemaRuntimeDefinition?: unknown } | undefined;
  const read = (schemaOf?: SchemaOf): Json | undefined => {
    if (!known?._schemaRuntimeDefinition) return undefined;
    try {
      return asJson(schemaOf?.(pregel));
    } catch {
      // Transforms and custom types have no JSON Schema.
      return undefined;
    }
  };
  const channels = channelsOf(pregel);
  const names = (only: (name: string) => boolean): Json => ({
    type: 'object',
    properties: Object.fromEntries(
      channels.filter(({ name }) => only(name)).map(({ name }) => [name, {}]),
    ),
  });
  const inputs = new Set(channels.filter(({ input }) => input).map(({ name }) => name));
  const config = read(module.getConfigTypeSchema) ?? { type: 'object', properties: {} };
  return {
    input_schema: read(module.getInputTypeSchema) ?? names((name) => inputs.has(name)),
    output_schema: read(module.getOutputTypeSchema) ?? names(() => true),
    state_schema: read(module.getStateTypeSchema) ?? names(() => true),
    config_schema: config,
    context_schema: config,
  };
}

/** Undefined for what JSON leaves out. */
function asJson(value: unknown): Json | undefined {
  const text = JSON.stringify(value);
  return text === undefined ? undefined : (JSON.parse(text) as Json);
}
