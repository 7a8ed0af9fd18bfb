import type { Json } from '../../protocol/model.ts';
import type { Pregel } from '../langgraph.ts';
import { builderOf } from './builder.ts';
import { importFrom, type LibraryCopy } from './library.ts';

interface SchemaModule {
  getInputTypeSchema?: (graph: Pregel) => unknown;
}

/**
 * JSON Schema of the input, where the state is written in zod or as a StateSchema; undefined for
 * Annotations, which keep nothing at run time, and for schemas that JSON Schema cannot say.
 */
export async function inputSchemaOf(pregel: Pregel, copy: LibraryCopy): Promise<Json | undefined> {
  const builder = builderOf(pregel) as { _schemaRuntimeDefinition?: unknown } | undefined;
  if (!builder?._schemaRuntimeDefinition) return undefined;
  try {
    const { getInputTypeSchema } = await importFrom<SchemaModule>(copy, 'graph/zod/schema');
    const schema = getInputTypeSchema?.(pregel);
    return schema ? (JSON.parse(JSON.stringify(schema)) as Json) : undefined;
  } catch {
    // Transforms and custom types have no JSON Schema: the input is then edited as plain JSON.
    return undefined;
  }
}
