import { jsonText } from './jsonText.ts';
import type { WriteText } from './trace.ts';

/** LangGraph's own serializer, which can write a part of a value by itself. */
export interface JsonPlus {
  _dumps: (value: unknown) => Uint8Array;
}

const METHODS = ['_dumps', '_loads', 'dumpsTyped', 'loadsTyped'];

/**
 * Whether a serializer is LangGraph's own: only of that is known that the text of a whole is made of the texts
 * of its parts. Others (encrypting ones, for example) have whole values to write. Its class has no name that
 * survives a bundler, so it is known by what it has and does.
 */
export function isJsonPlus<S extends object>(serde: S): serde is S & JsonPlus {
  const prototype: unknown = Object.getPrototypeOf(serde);
  if (typeof prototype !== 'object' || prototype === null) return false;
  if (!METHODS.every((name) => Object.hasOwn(prototype, name))) return false;
  const probe = new TextDecoder().decode(
    (serde as unknown as JsonPlus)._dumps([undefined, { a: 1 }]),
  );
  return probe === '[{"lc":2,"type":"undefined"},{"a":1}]';
}

/** The text of a value as the serializer writes it. */
export function writeTextWith(serde: JsonPlus): WriteText {
  const decoder = new TextDecoder();
  return (value) =>
    isJson(value, 0) ? jsonText(value) : decoder.decode(serde._dumps(value)) || undefined;
}

/** Deeper ones may lead back to themselves. */
const SHALLOW = 8;

/** Whether the serializer has nothing to put in place of any part of a value: it writes it as JSON itself does. */
function isJson(value: unknown, depth: number): boolean {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return true;
  }
  if (value === null) return true;
  if (typeof value !== 'object' || depth > SHALLOW) return false;
  if ('toJSON' in value || 'lg_name' in value) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Array.prototype) {
    for (const item of value as unknown[]) if (!isJson(item, depth + 1)) return false;
    return true;
  }
  if (prototype !== Object.prototype) return false;
  for (const key in value) {
    if (!isJson((value as Record<string, unknown>)[key], depth + 1)) return false;
  }
  return true;
}
