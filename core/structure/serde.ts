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
  return (value) => {
    switch (typeof value) {
      case 'string':
      case 'number':
      case 'boolean':
        return JSON.stringify(value);
      default:
        return decoder.decode(serde._dumps(value)) || undefined;
    }
  };
}
