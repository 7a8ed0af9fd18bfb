import type { Ref } from '../structure/header.ts';
import type { Reader } from '../structure/reader.ts';
import type { Revive } from '../structure/revive.ts';

/** Gives the values that references stand for. Promises only where the serializer itself has to be asked. */
export type ValueOf = (ref: Ref) => unknown;

/** Every value is one's own. */
export const separateValues =
  (reader: Reader, revive: Revive): ValueOf =>
  (ref) =>
    revive(reader.text(ref));

/**
 * For many checkpoints at a time: what they have in common is revived once and shared between them, so that a
 * whole history costs what is in it and not what its checkpoints add up to. Lists are one's own, their elements
 * are not.
 */
export function sharedValues(reader: Reader, revive: Revive): ValueOf {
  const data = new Map<number, unknown>();
  const lists = new Map<number, unknown[]>();
  const elements = new Map<string, unknown>();

  const remembered = <Key>(cache: Map<Key, unknown>, key: Key, text: () => string): unknown => {
    if (cache.has(key)) return cache.get(key);
    const value = revive(text());
    cache.set(key, value);
    if (value instanceof Promise) void value.then((settled) => cache.set(key, settled));
    return value;
  };
  const listUpTo = (list: number, to: number): unknown[] => {
    const known = lists.get(list);
    if (known && known.length >= to) return known;
    const values = reader
      .elements(list, 0, to)
      .map((text) => remembered(elements, text, () => reader.fill(text)));
    lists.set(list, values);
    return values;
  };

  return (ref) => {
    if (typeof ref === 'number') return remembered(data, ref, () => reader.text(ref));
    if (typeof ref === 'string') return revive(reader.text(ref));
    const [list, to, from = 0] = ref;
    const values = listUpTo(list, to).slice(from, to);
    return values.some((value) => value instanceof Promise) ? Promise.all(values) : values;
  };
}
