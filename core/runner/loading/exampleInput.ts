import type { ChannelInfo, Diagnostic } from '../../protocol/graph.ts';
import type { Json } from '../../protocol/model.ts';
import type { Exports } from './importModule.ts';

/** What the Input editor starts with, and what is to be said about it. */
export interface ExampleInput {
  value: Json;
  diagnostics: Diagnostic[];
}

const MESSAGE: Json = [{ role: 'user', content: '' }];

/**
 * The module's own example (`exampleInputs[id]`, else `exampleInput`), else a skeleton: from the schema
 * where there is one, else an empty message, else every channel that a value replaces.
 */
export function exampleInputOf(
  exports: Exports,
  ids: string[],
  channels: ChannelInfo[],
  schema: Json | undefined,
): ExampleInput {
  const given = givenExample(exports, ids);
  if (given === undefined) return { value: skeleton(channels, schema), diagnostics: [] };
  const value = asJson(given);
  if (value !== undefined) return { value, diagnostics: [] };
  return {
    value: skeleton(channels, schema),
    diagnostics: [{ severity: 'warning', message: 'exampleInput is not JSON and was not used.' }],
  };
}

function givenExample(exports: Exports, ids: string[]): unknown {
  const several = exports.exampleInputs;
  if (typeof several === 'object' && several !== null) {
    for (const id of ids) if (id in several) return (several as Record<string, unknown>)[id];
  }
  return exports.exampleInput;
}

function asJson(value: unknown): Json | undefined {
  try {
    const text = JSON.stringify(value) as string | undefined;
    return text === undefined ? undefined : (JSON.parse(text) as Json);
  } catch {
    return undefined;
  }
}

function skeleton(channels: ChannelInfo[], schema: Json | undefined): Json {
  const inputs = channels.filter((channel) => channel.input);
  const messages = inputs.find((channel) => channel.isMessages);
  if (messages) return { [messages.name]: MESSAGE };
  if (isObject(schema)) return fromSchema(schema, 0);
  if (inputs.some((channel) => channel.name === '__root__')) return '';
  const replaced = inputs.filter((channel) => channel.reducer === 'replaces');
  return Object.fromEntries(replaced.map((channel) => [channel.name, '']));
}

function fromSchema(schema: Record<string, Json>, depth: number): Json {
  if ('default' in schema) return schema.default ?? null;
  if ('const' in schema) return schema.const ?? null;
  if (Array.isArray(schema.enum)) return schema.enum[0] ?? null;
  const [branch] = [schema.anyOf, schema.oneOf].find(Array.isArray) ?? [];
  if (isObject(branch)) return fromSchema(branch, depth + 1);
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'object': {
      if (!isObject(schema.properties) || depth > 4) return {};
      const filled = Object.entries(schema.properties).filter(
        ([, of]) => isObject(of) && !('default' in of),
      );
      return Object.fromEntries(
        filled.map(([name, of]) => [name, fromSchema(of as Record<string, Json>, depth + 1)]),
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

function isObject(value: Json | undefined): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
