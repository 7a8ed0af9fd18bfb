import type { Ref } from '../structure/header.ts';
import { splitElements } from '../structure/holes.ts';
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

  const remembered = (id: number): unknown => {
    if (data.has(id)) return data.get(id);
    const value = revive(reader.text(id));
    if (value instanceof Promise) return value.then((settled) => (data.set(id, settled), settled));
    data.set(id, value);
    return value;
  };
  /**
   * Elements as they are stored; those not met before are read many at a time. The serializer is asked for one
   * before the next is tried, because what it gives makes it needless to ask for the others.
   */
  const valuesOf = (texts: string[]): unknown[] | Promise<unknown[]> => {
    const fresh = [...new Set(texts.filter((text) => !elements.has(text)))];
    const filled = reader.fillAll(fresh);
    for (const [index, text] of fresh.entries()) {
      const value = revive(filled[index] as string);
      if (value instanceof Promise) {
        return value.then((settled) => (elements.set(text, settled), valuesOf(texts)));
      }
      elements.set(text, value);
    }
    return texts.map((text) => elements.get(text));
  };
  const sliceOf = (list: number, from: number, to: number) => {
    const known = lists.get(list);
    if (known && known.length >= to) return known.slice(from, to);
    const values = valuesOf(reader.elements(list, 0, to));
    const keep = (all: unknown[]) => (lists.set(list, all), all.slice(from, to));
    return values instanceof Promise ? values.then(keep) : keep(values);
  };

  return (ref) => {
    if (typeof ref === 'number') return remembered(ref);
    if (typeof ref !== 'string') return sliceOf(ref[0], ref[2] ?? 0, ref[1]);
    return onlyHoles.test(ref)
      ? valuesOf(splitElements(ref.slice(1, -1)))
      : revive(reader.text(ref));
  };
}

/** A list of nothing but what is stored by itself: what a task wrote to a list. */
const onlyHoles = /^\[\u0001\d+\u0001(,\u0001\d+\u0001)*\]$/;
