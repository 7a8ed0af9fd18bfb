import type { Database } from '../storage/database.ts';
import { storedStructure } from '../storage/structure/packs.ts';
import type { Ref } from '../structure/header.ts';
import { datumHole, hasHoles, splitElements } from '../structure/holes.ts';
import { createReader, type Reader } from '../structure/reader.ts';
import { createReviver, type LoadText, type Reviver } from '../structure/revive.ts';
import { createPrepared, type Prepared } from './prepared.ts';

/** Gives the values that references stand for. Promises only where the serializer itself has to be asked. */
export type ValueOf = (ref: Ref) => unknown;

/** What values are made of. */
export interface ValueSource {
  reader: Reader;
  reviver: Reviver;
  prepared: Prepared;
}

export function valuesIn(db: Database, load: LoadText): ValueSource {
  const reader = createReader(storedStructure(db));
  const reviver = createReviver(load);
  return { reader, reviver, prepared: createPrepared(reader, reviver) };
}

/** Every value is one's own. */
export function separateValues({ reader, reviver, prepared }: ValueSource): ValueOf {
  const valuesOf = (texts: string[]) => madeBy(prepared.makers(texts));
  return (ref) => {
    if (typeof ref === 'number') return prepared.makers([datumHole(ref)])[0]?.();
    if (typeof ref !== 'string') return valuesOf(reader.elements(ref[0], ref[2] ?? 0, ref[1]));
    return reviver.revive(reader.fill(ref));
  };
}

/**
 * For many checkpoints at a time: what they have in common is revived once and shared between them, so that a
 * whole history costs what is in it and not what its checkpoints add up to. Lists are one's own, their elements
 * are not.
 */
export function sharedValues({ reader, reviver, prepared }: ValueSource): ValueOf {
  const elements = new Map<string, unknown>();
  const lists = new Map<number, { from: number; values: unknown[] }>();

  /** Of texts as they are stored. */
  const valuesOf = (texts: string[]): unknown[] | Promise<unknown[]> => {
    const fresh = texts.filter((text) => !elements.has(text));
    const made = madeBy(prepared.makers(fresh));
    const keep = (values: unknown[]) => {
      for (let i = 0; i < fresh.length; i++) elements.set(fresh[i] as string, values[i]);
      return fresh.length === texts.length ? values : texts.map((text) => elements.get(text));
    };
    return made instanceof Promise ? made.then(keep) : keep(made);
  };
  const valueOf = (text: string): unknown => {
    // What a task wrote to a list is mostly met in that list first.
    if (elements.has(text)) return elements.get(text);
    const values = valuesOf([text]);
    return values instanceof Promise ? values.then(([value]) => value) : values[0];
  };
  /**
   * Of a list that only grew, the newest version has all elements. Of a window that slid, older ones begin before it:
   * then as many as are known are read at a time.
   */
  const sliceOf = (list: number, from: number, to: number): unknown[] | Promise<unknown[]> => {
    const known = lists.get(list);
    const end = known && known.from + known.values.length;
    const meets = known && end !== undefined && known.from < to && to <= end;
    if (meets && known.from <= from) return known.values.slice(from - known.from, to - known.from);
    const start = meets ? Math.max(0, Math.min(from, known.from - known.values.length)) : from;
    const missing = valuesOf(reader.elements(list, start, meets ? known.from : to));
    const keep = (values: unknown[]) => {
      if (meets) for (const value of known.values) values.push(value);
      lists.set(list, { from: start, values });
      return values.slice(from - start, to - start);
    };
    return missing instanceof Promise ? missing.then(keep) : keep(missing);
  };

  return (ref) => {
    if (typeof ref === 'number') return valueOf(datumHole(ref));
    if (typeof ref !== 'string') return sliceOf(ref[0], ref[2] ?? 0, ref[1]);
    if (onlyHoles.test(ref)) return valuesOf(splitElements(ref.slice(1, -1)));
    return hasHoles(ref) ? valueOf(ref) : reviver.revive(ref);
  };
}

/** In their order. */
function madeBy(makers: (() => unknown)[]): unknown[] | Promise<unknown[]> {
  const values: unknown[] = [];
  for (const make of makers) {
    const value = make();
    if (value instanceof Promise) return restMadeBy(makers, values, value);
    values.push(value);
  }
  return values;
}

/** The serializer is asked for one at a time, because what it gives makes it needless to ask for the others. */
async function restMadeBy(
  makers: (() => unknown)[],
  values: unknown[],
  next: Promise<unknown>,
): Promise<unknown[]> {
  values.push(await next);
  for (const make of makers.slice(values.length)) {
    const value = make();
    values.push(value instanceof Promise ? await value : value);
  }
  return values;
}

/** A list of nothing but what is stored by itself: what a task wrote to a list. */
const onlyHoles = /^\[\u0001\d+\u0001(,\u0001\d+\u0001)*\]$/;
