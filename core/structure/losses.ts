import { entries, join } from './paths.ts';
import type { LangChainObject, WriteText } from './trace.ts';

/** A part of a value that LangGraph's serializer may not give back as it was. */
export interface Suspect {
  /** `state.rows[1].when`. */
  path: string;
  /**
   * One sentence on what is lost; undefined when nothing is. It looks at the value as it is now, so it has to be asked
   * before the graph goes on.
   */
  loss: () => string | undefined;
}

/** Where something was met that JSON has no form for: the objects that lead to it, the outermost first. */
export type Chain = object[];

/**
 * What was met on the way through `value`, by its path. Which values are lost is not known here: it is seen in the text
 * that the serializer makes of them, which differs between its versions.
 */
export function suspectsOf(
  value: unknown,
  path: string,
  chains: Chain[],
  write: WriteText,
): Suspect[] {
  return chains.flatMap((chain) => {
    const inside = typeof value === 'object' ? chain.slice(chain.indexOf(value as object) + 1) : [];
    const place: Place = { value, path, holders: [], keys: [] };
    return suspectsIn(inside.reduce(enter, place), write);
  });
}

/** The first place where a value leads back to what holds it. */
export function circleIn(
  value: unknown,
  path: string,
  holders: object[] = [],
): Suspect | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (holders.includes(value)) {
    const loss = () => `${path} leads back to itself; LangGraph stores "[Circular]" in its place.`;
    return { path, loss };
  }
  for (const [key, item] of entries(value)) {
    const found = circleIn(item, join(path, key), [...holders, value]);
    if (found) return found;
  }
  return undefined;
}

interface Place {
  value: unknown;
  path: string;
  /** What holds it, the outermost first, and under which key each held the next. */
  holders: object[];
  keys: (string | number | undefined)[];
}

function enter({ value, path, holders, keys }: Place, next: unknown): Place {
  const holder = value as object;
  const key = entries(holder).find(([, item]) => item === next)?.[0];
  return step({ value: holder, path, holders, keys }, key, next);
}

const step = (from: Place, key: string | number | undefined, value: unknown): Place => ({
  value,
  path: key === undefined ? from.path : join(from.path, key),
  holders: [...from.holders, from.value as object],
  keys: [...from.keys, key],
});

function suspectsIn(place: Place, write: WriteText): Suspect[] {
  const { value } = place;
  const places = typeof value !== 'object' || value === null ? [place] : placesIn(place, value);
  return places.map((one) => ({ path: one.path, loss: () => lossOf(one, write) }));
}

/** What LangGraph knows by its name has a `toJSON` of its own, and was not walked through. */
function placesIn(place: Place, value: object): Place[] {
  if (isNamed(value)) return entries(value).flatMap(([key, item]) => allIn(step(place, key, item)));
  const scalars = entries(value).filter(([, item]) => isLossy(item));
  return [place, ...scalars.map(([key, item]) => step(place, key, item))];
}

function allIn(place: Place): Place[] {
  const { value, holders } = place;
  if (typeof value !== 'object' || value === null) return isLossy(value) ? [place] : [];
  if (holders.includes(value)) return [];
  return [place, ...entries(value).flatMap(([key, item]) => allIn(step(place, key, item)))];
}

/** Of what is no object: JSON has no such thing. */
const isLossy = (value: unknown): boolean =>
  typeof value === 'function' ||
  typeof value === 'symbol' ||
  (typeof value === 'number' && !isJsonNumber(value));

/** Neither NaN nor infinite, nor -0. */
export const isJsonNumber = (value: number): boolean =>
  value - value === 0 && !Object.is(value, -0);

function lossOf(place: Place, write: WriteText): string | undefined {
  const { value, path, holders } = place;
  const message = holders.findIndex(isLangChain);
  const text =
    message < 0
      ? writtenText(value, write)
      : textInside(holders[message] as object, place.keys.slice(message), write);
  const became = fateOf(value, text, holders.at(-1));
  return became && `${path} was ${nameOf(value)}; ${became}.`;
}

const isLangChain = (value: object): value is LangChainObject =>
  (value as Partial<LangChainObject>).lc_serializable === true;

/** An array of numbers is known by its first. */
const writtenText = (value: unknown, write: WriteText): string | undefined =>
  write(ArrayBuffer.isView(value) && 'subarray' in value ? firstOf(value) : value);

const firstOf = (value: object): unknown => (value as Uint8Array).subarray(0, 1);

/**
 * What became of a value inside a LangChain object, which copies what it holds before the serializer sees it. It writes
 * the names of its fields in snake case (@langchain/core dist/load/map_keys.js).
 */
function textInside(object: object, keys: Place['keys'], write: WriteText): string | undefined {
  let found: unknown = (JSON.parse(write(object) ?? 'null') as { kwargs?: unknown } | null)?.kwargs;
  for (const key of keys) {
    const snake = String(key).replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const fields = found as Record<string, unknown> | null | undefined;
    found = fields?.[String(key)] ?? fields?.[snake];
  }
  return JSON.stringify(found);
}

/** Built-ins that the serializer writes as a record which it makes them from again. */
const records = [Map, Set, RegExp, Uint8Array];

/** Undefined when the value is kept. */
function fateOf(value: unknown, text: string | undefined, holder?: object): string | undefined {
  if (text === undefined) {
    const isListed = Array.isArray(holder) || holder instanceof Map || holder instanceof Set;
    return isListed ? 'LangGraph stores null in its place' : 'LangGraph leaves it out';
  }
  const record = /^\{"lc":(\d),"type":"(\w+)"(?:,"id":\["(\w+)"\])?/.exec(text);
  if (record) return fateOfRecord(value, record);
  if (typeof value !== 'object' || value === null) return `LangGraph stores ${text} in its place`;
  if (isPlain(value)) return undefined;
  switch (text[0]) {
    case '"':
      return 'LangGraph stores it as text';
    case '[':
      return 'LangGraph stores it as a plain list';
    case '{':
      return text === '{}'
        ? 'LangGraph stores an empty object in its place'
        : 'LangGraph stores it as a plain object';
    default:
      return `LangGraph stores ${text} in its place`;
  }
}

/** `{lc: 1}` is what LangChain makes its own objects from, `{lc: 2}` what the serializer makes built-ins from. */
function fateOfRecord(value: unknown, [, lc, type, id]: RegExpExecArray): string | undefined {
  if (type === 'not_implemented') return 'LangGraph cannot read it again';
  if (lc === '1' || type !== 'constructor') return undefined;
  if (value instanceof Error) {
    return id === 'Error' ? 'LangGraph keeps only its message' : 'LangGraph stores a plain object';
  }
  const isKept = records.some((Known) => Known.prototype === Object.getPrototypeOf(value));
  return isKept || id === 'Date' ? undefined : 'LangGraph stores a plain object in its place';
}

/** What LangGraph's serializer treats apart by its name (`Send`, `DeltaSnapshot`). */
export const isNamed = (value: object): boolean => 'lg_name' in value;

/** Also of another realm. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Array.prototype) return true;
  return Object.getPrototypeOf(prototype) === null;
}

function nameOf(value: unknown): string {
  switch (typeof value) {
    case 'function':
      return /^class\b/.test(Function.prototype.toString.call(value)) ? 'a class' : 'a function';
    case 'symbol':
      return 'a symbol';
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    default:
      return withArticle(classOf(value as object));
  }
}

function classOf(value: object): string {
  const { constructor } = value as { constructor?: unknown };
  return (typeof constructor === 'function' && constructor.name) || 'class instance';
}

const withArticle = (name: string): string =>
  `${/^[AEIO]|^U(?!int|RL)/i.test(name) ? 'an' : 'a'} ${name}`;
