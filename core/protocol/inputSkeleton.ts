import { ROOT_CHANNEL } from './channels.ts';
import type { ChannelInfo } from './graph.ts';
import { isObject } from './isObject.ts';
import type { Json } from './model.ts';

type Schema = Record<string, Json>;

/** How deep a skeleton is filled in. */
const DEEPEST = 4;

/**
 * What the Input editor starts with where nobody gave an example: an empty message, else what the schema asks for, else
 * every channel that a value replaces. What has a default is left to it.
 */
export function inputSkeleton(channels: ChannelInfo[], schema: Json | undefined): Json {
  const inputs = channels.filter((channel) => channel.input);
  const messages = inputs.find((channel) => channel.isMessages);
  if (messages) return { [messages.name]: [{ role: 'user', content: '' }] };
  if (isObject(schema)) return fromSchema(schema, schema, 0);
  if (inputs.some((channel) => channel.name === ROOT_CHANNEL)) return '';
  const replaced = inputs.filter(
    ({ reducer, hasDefault }) => reducer === 'replaces' && !hasDefault,
  );
  return Object.fromEntries(replaced.map((channel) => [channel.name, '']));
}

/** The first of what is allowed, and the shortest. What has a default is left to it, and what need not be given out. */
function fromSchema(schema: Schema, root: Schema, depth: number): Json {
  if ('default' in schema) return schema.default ?? null;
  if ('const' in schema) return schema.const ?? null;
  if (Array.isArray(schema.enum)) return schema.enum[0] ?? null;
  const [branch] = [schema.anyOf, schema.oneOf].find(Array.isArray) ?? [referred(schema, root)];
  if (isObject(branch) && depth <= DEEPEST) return fromSchema(branch, root, depth + 1);
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'object': {
      if (!isObject(schema.properties) || depth > DEEPEST) return {};
      const { required } = schema;
      const isAsked = (name: string) => !Array.isArray(required) || required.includes(name);
      const filled = Object.entries(schema.properties).filter(
        (entry): entry is [string, Schema] =>
          isAsked(entry[0]) && isObject(entry[1]) && !('default' in entry[1]) && says(entry[1]),
      );
      return Object.fromEntries(
        filled.map(([name, of]) => [name, fromSchema(of, root, depth + 1)]),
      );
    }
    case 'array':
      return [];
    case 'number':
    case 'integer':
      return 0;
    case 'boolean':
      return false;
    case 'null':
      return null;
    default:
      return '';
  }
}

/** Of a plain annotation LangGraph.js knows the name and no more: an empty text would be a guess. */
const says = ({ title: _title, description: _description, ...rest }: Schema): boolean =>
  Object.keys(rest).length > 0;

/** Where `$ref` leads: Python's servers name every class once, under `$defs`. */
function referred({ $ref: ref }: Schema, root: Schema): Json | undefined {
  if (typeof ref !== 'string' || !ref.startsWith('#/')) return undefined;
  return ref
    .slice(2)
    .split('/')
    .reduce<Json | undefined>((at, key) => (isObject(at) ? at[key] : undefined), root);
}
