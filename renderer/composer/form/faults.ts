import { isObject } from '../../../core/protocol/isObject.ts';
import type { Json } from '../../../core/protocol/model.ts';
import { choicesOf, type Schema } from './schema.ts';

const nouns: Record<string, string> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'null',
};

const typeOf = (value: Json): string => {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
};

const fits = (value: Json, type: Json): boolean =>
  type === 'integer' ? Number.isInteger(value) : type === typeOf(value);

/** `text, a number`, as in "This must be …". */
export const wanted = (schema: Schema): string | undefined => {
  if (schema.langgraph_type === 'messages') return 'a list of messages';
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  const names = types.flatMap((type) => (typeof type === 'string' ? (nouns[type] ?? []) : []));
  return names.length === 0 ? undefined : names.join(' or ');
};

const count = (size: number, noun: string) => `${size} ${noun}${size === 1 ? '' : 's'}`;

/**
 * What is wrong with a value by its own schema, in one sentence; what lies within it is not looked at. `required`:
 * it may not be absent.
 */
export function faultOf(
  { schema, nullable }: { schema: Schema; nullable: boolean },
  value: Json | undefined,
  required: boolean,
): string | undefined {
  const noun = wanted(schema);
  // Schemas of what is read require also what has a default.
  if (value === undefined)
    return required && !('default' in schema)
      ? `This is required${noun ? `: ${noun}` : ''}.`
      : undefined;
  if (value === null && nullable) return undefined;
  const choices = choicesOf(schema);
  if (choices) {
    const text = JSON.stringify(value);
    if (choices.some((choice) => JSON.stringify(choice) === text)) return undefined;
    return `This must be ${choices.map((choice) => JSON.stringify(choice)).join(' or ')}.`;
  }
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  if (noun && schema.type !== undefined && !types.some((type) => fits(value, type ?? null))) {
    return `This must be ${noun}.`;
  }
  if (typeof value === 'number') return numberFault(schema, value);
  if (typeof value === 'string') return textFault(schema, value);
  if (Array.isArray(value)) {
    const { minItems, maxItems } = schema;
    if (typeof minItems === 'number' && value.length < minItems) {
      return `This needs at least ${count(minItems, 'item')}.`;
    }
    if (typeof maxItems === 'number' && value.length > maxItems) {
      return `This takes at most ${count(maxItems, 'item')}.`;
    }
  }
  return missingFault(schema, value);
}

/** Keys that a field of their own asks for are not named here. */
function missingFault(schema: Schema, value: Json): string | undefined {
  if (!isObject(value) || !Array.isArray(schema.required) || isObject(schema.properties)) {
    return undefined;
  }
  const keys = schema.required.filter((key) => typeof key === 'string');
  const missing = keys.filter((key) => !(key in value));
  return missing.length === 0 ? undefined : `This needs ${missing.join(', ')}.`;
}

function numberFault(schema: Schema, value: number): string | undefined {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  if (typeof minimum === 'number' && value < minimum) return `This must be at least ${minimum}.`;
  if (typeof maximum === 'number' && value > maximum) return `This must be at most ${maximum}.`;
  if (typeof exclusiveMinimum === 'number' && value <= exclusiveMinimum) {
    return `This must be more than ${exclusiveMinimum}.`;
  }
  if (typeof exclusiveMaximum === 'number' && value >= exclusiveMaximum) {
    return `This must be less than ${exclusiveMaximum}.`;
  }
  return undefined;
}

function textFault({ minLength, maxLength, pattern }: Schema, value: string): string | undefined {
  if (typeof minLength === 'number' && value.length < minLength) {
    return `This needs at least ${count(minLength, 'character')}.`;
  }
  if (typeof maxLength === 'number' && value.length > maxLength) {
    return `This takes at most ${count(maxLength, 'character')}.`;
  }
  if (typeof pattern === 'string' && !matches(pattern, value)) {
    return `This must match ${pattern}.`;
  }
  return undefined;
}

/** A pattern that this browser cannot read refuses nothing. */
function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value);
  } catch {
    return true;
  }
}
