import type { WireError } from '../../core/protocol/errors.ts';
import type { Json, ValueLevel } from '../../core/protocol/model.ts';
import { EAGER, type Loadable, type Place, type ValueCache } from '../store/valueCache.ts';

/** Two moments to compare; one with nothing when it is the first. */
export interface Compared {
  before: Place | undefined;
  after: Place;
  /** Names at the first level; absent = all. */
  channels: string[] | undefined;
}

/** Why something cannot be shown now. */
type Unread = { kind: 'loading' } | { kind: 'failed'; error: WireError; place: Place };

/** What there is to show of them. */
export type Difference =
  | Unread
  | { kind: 'none'; why: string }
  /** More than is read unasked; in characters. */
  | { kind: 'much'; size: number }
  | { kind: 'read'; before: Json; after: Json };

/** More channels are read with the whole state: of two moments, the cache would not keep them all. */
const MOST_BY_THEMSELVES = 20;

/** Asks the cache for what is missing, all at once; `anyway`: however much it is. */
export function differenceOf(
  values: ValueCache,
  { before, after, channels }: Compared,
  anyway: boolean,
): Difference {
  if (channels?.length === 0) return { kind: 'none', why: 'This step changed no channel.' };
  const levels = read(before ? [before, after] : [after], (place) => values.level(place));
  if (!Array.isArray(levels)) return levels;
  const { names, size } = comparedIn(levels, channels);
  if (size > EAGER && !anyway) return { kind: 'much', size };
  const to = wholeOf(values, after, names);
  const from: Read = before ? wholeOf(values, before, names) : { kind: 'read', value: {} };
  if (from.kind !== 'read') return from;
  if (to.kind !== 'read') return to;
  return { kind: 'read', before: from.value, after: to.value };
}

/** What is at some places, unless one of them is still read or cannot be. */
function read<T>(places: Place[], at: (place: Place) => Loadable<T>): T[] | Unread {
  const found = places.map((place) => ({ place, loaded: at(place) }));
  const values: T[] = [];
  for (const { place, loaded } of found) {
    if (loaded.state === 'failed') return { kind: 'failed', error: loaded.error, place };
    if (loaded.state === 'ready') values.push(loaded.value);
  }
  return values.length < places.length ? { kind: 'loading' } : values;
}

/** The channels to compare, undefined where the state is no object; and how much that is to read. */
function comparedIn(levels: ValueLevel[], channels: string[] | undefined) {
  if (!levels.every(({ node }) => node.type === 'object')) {
    return { names: undefined, size: Math.max(...levels.map(({ node }) => node.size)) };
  }
  const children = levels.flatMap((level) => level.children);
  const wanted = children.filter(({ key }) => channels?.includes(String(key)) ?? true);
  const names = [...new Set(wanted.map(({ key }) => String(key)))];
  return { names, size: wanted.reduce((sum, { node }) => sum + node.size, 0) };
}

type Read = Unread | { kind: 'read'; value: Json };

/** All that is in those channels; what is null is left out, as it reads like what is not there. */
function wholeOf(values: ValueCache, place: Place, names: string[] | undefined): Read {
  const isEach = names !== undefined && names.length <= MOST_BY_THEMSELVES;
  const places = isEach ? names.map((name) => ({ ...place, path: [name] })) : [place];
  const wholes = read(places, (at) => values.whole(at));
  if (!Array.isArray(wholes)) return wholes;
  const [whole = null] = wholes;
  if (!names) return { kind: 'read', value: whole };
  const valueOf = (name: string, index: number) => (isEach ? wholes[index] : fieldOf(whole, name));
  const all = names.map((name, index): [string, Json] => [name, valueOf(name, index) ?? null]);
  return { kind: 'read', value: Object.fromEntries(all.filter(([, value]) => value !== null)) };
}

const fieldOf = (value: Json, name: string): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value[name] : undefined;
