import { ROOT_CHANNEL } from '../../core/protocol/channels.ts';
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
  const wanted = channels?.includes(ROOT_CHANNEL) ? undefined : channels;
  const levels = read(before ? [after, before] : [after], (place) => values.level(place));
  if (!Array.isArray(levels)) return levels;
  const { names, size } = comparedIn(levels, wanted);
  if (size > EAGER && !anyway) return { kind: 'much', size };
  const at = (place: Place, index: number): Read =>
    names ? channelsOf(values, place, names[index] ?? []) : stateOf(values, place, wanted);
  const to = at(after, 0);
  const from: Read = before ? at(before, 1) : { kind: 'read', value: {} };
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

/** Which channels of each level to read by themselves, undefined = states are read; and how much to compare. */
function comparedIn(levels: ValueLevel[], channels: string[] | undefined) {
  if (!levels.every(isListed)) {
    return { names: undefined, size: sum(levels.map(({ node }) => node.size)) };
  }
  const isWanted = ({ key, node }: ValueLevel['children'][number]) =>
    // As in a state that is read whole, where objects leave it out.
    node.type !== 'undefined' && (channels?.includes(String(key)) ?? true);
  const wanted = levels.map(({ children }) => children.filter(isWanted));
  const size = sum(wanted.flat().map(({ node }) => node.size));
  const names = wanted.map((children) => children.map(({ key }) => String(key)));
  const areMany = names.some(({ length }) => length > MOST_BY_THEMSELVES);
  return { names: areMany ? undefined : names, size };
}

/** Of a long level only the first children are sent. */
const isListed = ({ node, children, total }: ValueLevel): boolean =>
  node.type === 'object' && children.length === total;

const sum = (sizes: number[]) => sizes.reduce((all, size) => all + size, 0);

type Read = Unread | { kind: 'read'; value: Json };

function channelsOf(values: ValueCache, place: Place, names: string[]): Read {
  const places = names.map((name) => ({ ...place, path: [name] }));
  const wholes = read(places, (at) => values.whole(at));
  if (!Array.isArray(wholes)) return wholes;
  const channels = names.map((name, index) => [name, wholes[index] ?? null] as const);
  return { kind: 'read', value: Object.fromEntries(channels) };
}

function stateOf(values: ValueCache, place: Place, channels: string[] | undefined): Read {
  const wholes = read([place], (at) => values.whole(at));
  if (!Array.isArray(wholes)) return wholes;
  const [whole = null] = wholes;
  if (!channels || typeof whole !== 'object' || whole === null)
    return { kind: 'read', value: whole };
  const wanted = Object.entries(whole).filter(([name]) => channels.includes(name));
  return { kind: 'read', value: Object.fromEntries(wanted) };
}
