import type { RunConfig } from '../../protocol/runConfig.ts';
import type { Pregel } from '../langgraph.ts';
import type { Builder } from './builder.ts';

/** What an export can be for us. `remote` graphs run elsewhere and have no nodes here. */
export type Likeness = 'pregel' | 'builder' | 'wrapper' | 'promise' | 'function' | 'remote';

/** Tells graphs by shape: `instanceof` would need the copy of LangGraph they were built with. */
export function likeness(value: unknown): Likeness | undefined {
  if (typeof value === 'function') return 'function';
  if (typeof value !== 'object' || value === null) return undefined;
  const shape = value as Record<string, unknown>;
  if (shape.lg_is_pregel === true) return isRecord(shape.nodes) ? 'pregel' : 'remote';
  if (typeof shape.compile === 'function' && isRecord(shape.nodes) && shape.edges instanceof Set) {
    return 'builder';
  }
  if (typeof shape.then === 'function') return 'promise';
  // `createAgent` of the package langchain answers with a ReactAgent that keeps its graph here.
  if (isRecord(shape.graph) && shape.graph.lg_is_pregel === true) return 'wrapper';
  return undefined;
}

/** What factories are called with, as LangGraph's own server calls them. */
export type FactoryConfig = Pick<RunConfig, 'configurable' | 'context'>;

/** The compiled graph behind an export, with factories called and builders compiled; throws what the user's code throws. */
export async function toPregel(
  value: unknown,
  config: FactoryConfig = {},
): Promise<Pregel | undefined> {
  switch (likeness(value)) {
    case 'pregel':
      return value as Pregel;
    case 'wrapper':
      return (value as { graph: Pregel }).graph;
    case 'builder':
      return (value as Builder).compile();
    case 'promise':
      return toPregel(await value, config);
    case 'function': {
      const { configurable = {}, context } = config;
      const given = { configurable, ...(context !== undefined && { context }) };
      const made: unknown = await (value as (config: object) => unknown)(given);
      return typeof made === 'function' ? undefined : toPregel(made);
    }
    default:
      return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
