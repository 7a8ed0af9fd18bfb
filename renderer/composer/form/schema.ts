import { ROOT_CHANNEL } from '../../../core/protocol/channels.ts';
import type { GraphModel } from '../../../core/protocol/graph.ts';
import { isObject } from '../../../core/protocol/isObject.ts';
import type { Json } from '../../../core/protocol/model.ts';

export type Schema = Record<string, Json>;

/** How a value is edited; `json` is whatever the form has no better way for. */
export type FieldKind =
  'text' | 'number' | 'integer' | 'boolean' | 'choice' | 'object' | 'list' | 'messages' | 'json';

/** LangGraph's own mark for a list of messages, in the schemas it makes. */
const messages: Schema = { langgraph_type: 'messages' };

const schemas = new WeakMap<GraphModel, Schema | undefined>();

/**
 * JSON Schema of what a run takes. Channels it does not speak of may hold anything. Without a schema there is one only
 * where a channel of messages is known: a form of nothing but JSON would be no help.
 */
export function formSchemaOf(graph: GraphModel): Schema | undefined {
  if (!schemas.has(graph)) schemas.set(graph, makeSchema(graph));
  return schemas.get(graph);
}

function makeSchema({ inputSchema, channels }: GraphModel): Schema | undefined {
  const given = isObject(inputSchema) ? inputSchema : undefined;
  const inputs = channels.filter((channel) => channel.input && channel.name !== ROOT_CHANNEL);
  if (!given && !inputs.some((channel) => channel.isMessages)) return undefined;
  if (given && !isObject(given.properties)) return given;
  const known = Object.fromEntries(
    inputs.map(({ name, isMessages }): [string, Schema] => [name, isMessages ? messages : {}]),
  );
  const properties = isObject(given?.properties) ? given.properties : {};
  return { type: 'object', ...given, properties: { ...properties, ...without(known, properties) } };
}

const without = (object: Schema, other: Schema): Schema =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !(name in other)));

/** A schema with its `$ref` followed and `null` taken out of its types. What leads nowhere allows anything. */
export function readSchema(schema: Schema, root: Schema): { schema: Schema; nullable: boolean } {
  const target = typeof schema.$ref === 'string' ? refTarget(schema.$ref, root) : schema;
  const branches = target.anyOf ?? target.oneOf;
  if (Array.isArray(branches)) {
    const others = branches.filter((branch) => !isObject(branch) || branch.type !== 'null');
    const [only] = others;
    if (others.length === 1 && isObject(only) && others.length < branches.length) {
      const { anyOf: _any, oneOf: _one, ...rest } = target;
      return { schema: { ...rest, ...readSchema(only, root).schema }, nullable: true };
    }
    return { schema: target, nullable: others.length < branches.length };
  }
  if (!Array.isArray(target.type)) return { schema: target, nullable: target.type === 'null' };
  const types = target.type.filter((type) => type !== 'null');
  const type = types.length === 1 ? types[0] : types;
  return {
    schema: { ...target, type: type ?? 'null' },
    nullable: types.length < target.type.length,
  };
}

function refTarget(ref: string, root: Schema): Schema {
  const keys = ref.replace(/^#\/?/, '').split('/').filter(Boolean);
  let at: Json | undefined = root;
  for (const key of keys) {
    at = isObject(at) ? at[key.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
  }
  return isObject(at) && at.$ref === undefined ? at : {};
}

/** The values a schema offers, where it lists them. */
export function choicesOf({ enum: listed, ...schema }: Schema): Json[] | undefined {
  if (Array.isArray(listed)) return listed;
  return 'const' in schema ? [schema.const ?? null] : undefined;
}

/** `schema` is one that `readSchema` gave. A value that its control could not show is JSON. */
export function kindOf(schema: Schema, value: Json | undefined): FieldKind {
  const unset = value === undefined || value === null;
  if (choicesOf(schema)) return 'choice';
  if (schema.langgraph_type === 'messages')
    return unset || Array.isArray(value) ? 'messages' : 'json';
  switch (schema.type) {
    case 'string':
      return unset || typeof value === 'string' ? 'text' : 'json';
    case 'number':
    case 'integer':
      // A text in its place is a number that is being typed.
      return unset || typeof value === 'number' || typeof value === 'string' ? schema.type : 'json';
    case 'boolean':
      return unset || typeof value === 'boolean' ? 'boolean' : 'json';
    case 'object':
      return isObject(schema.properties) && (unset || isObject(value)) ? 'object' : 'json';
    case 'array':
      return isObject(schema.items) && !schema.prefixItems && (unset || Array.isArray(value))
        ? 'list'
        : 'json';
    default:
      return 'json';
  }
}

/** What a new value starts as. */
export function blankOf(given: Schema, root: Schema): Json {
  const { schema } = readSchema(given, root);
  if (schema.default !== undefined) return schema.default;
  switch (kindOf(schema, undefined)) {
    case 'text':
      return '';
    case 'number':
    case 'integer':
      return 0;
    case 'boolean':
      return false;
    case 'choice':
      return choicesOf(schema)?.[0] ?? null;
    case 'object':
      return {};
    case 'list':
    case 'messages':
      return [];
    case 'json':
      return null;
  }
}
