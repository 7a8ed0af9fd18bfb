/**
 * Where a channel's value is: a datum, elements `from` (0 when absent) up to `to` of a list, or the text itself,
 * which may have holes.
 */
export type Ref = number | string | [list: number, to: number, from?: number];

type Version = number | string;

/** A checkpoint without its values. */
export interface Header {
  v: number;
  versions: Record<string, Version>;
  seen: Record<string, Record<string, Version>>;
  refs: Record<string, Ref>;
  /** Of a checkpoint that is no LangGraph checkpoint as JSON: the type and the datum of its bytes, and no more. */
  whole?: [type: string, datum: number];
  /** Of channels that are kept as changes, when checkpoints with some of them were deleted; never a later checkpoint's too. */
  deltas?: Record<string, Deltas>;
}

/** What a channel's value is made of by its reducer: writes, oldest first, on top of `seed`. */
export interface Deltas {
  seed?: Ref;
  /** `type` is absent for JSON. */
  writes: [task: string, ref: Ref, type?: string][];
}

type Ordered = 'versions' | 'seen' | 'refs';

/** A header as a change of its parent's; null takes away. A whole header is one on top of an empty one. */
export interface HeaderChange {
  v?: number;
  versions?: Record<string, Version | null>;
  seen?: Record<string, Record<string, Version | null> | null>;
  refs?: Record<string, Ref | null>;
  /** The names in their order, of what would come out in another: new ones come last. */
  order?: Partial<Record<Ordered, string[]>>;
  whole?: [type: string, datum: number];
  deltas?: Record<string, Deltas>;
}

export const emptyHeader = (): Header => ({ v: 0, versions: {}, seen: {}, refs: {} });

export function changeHeader(before: Header, after: Header): HeaderChange {
  const versions = difference(before.versions, after.versions, Object.is);
  const refs = difference(before.refs, after.refs, sameRef);
  const seen = changeSeen(before.seen, after.seen);
  const order = orderOf(versions, seen, refs);
  return {
    ...(before.v !== after.v && { v: after.v }),
    ...(versions.change && { versions: versions.change }),
    ...(seen.change && { seen: seen.change }),
    ...(refs.change && { refs: refs.change }),
    ...(order && { order }),
    ...(after.deltas && { deltas: after.deltas }),
  };
}

type Ordering = Pick<Difference<unknown>, 'order'>;

/** Undefined when no names come in another order. */
export function orderOf(versions: Ordering, seen: Ordering, refs: Ordering): HeaderChange['order'] {
  const order = {
    ...(versions.order && { versions: versions.order }),
    ...(seen.order && { seen: seen.order }),
    ...(refs.order && { refs: refs.order }),
  };
  return hasAny(order) ? order : undefined;
}

/** Of the versions that nodes have seen. */
export function changeSeen(before: Header['seen'], after: Header['seen']) {
  const { order } = difference(before, after, () => true);
  const change: NonNullable<HeaderChange['seen']> = {};
  for (const node of Object.keys(after)) {
    const known = own(before, node);
    const versions = difference(known ?? {}, after[node] ?? {}, Object.is);
    if (versions.change || !known) change[node] = versions.change ?? {};
  }
  for (const node of Object.keys(before)) if (!own(after, node)) change[node] = null;
  return { change: hasAny(change) ? change : undefined, order };
}

export interface Difference<T> {
  change: Record<string, T | null> | undefined;
  /** Undefined when names come in the order in which `applyHeader` leaves them. */
  order: string[] | undefined;
}

/** Mostly both have the same names in the same order: then nothing is looked up by name. */
export function difference<T>(
  before: Record<string, T>,
  after: Record<string, T>,
  same: (a: T, b: T) => boolean,
): Difference<T> {
  const names = Object.keys(after);
  const known = Object.keys(before);
  const alike = names.length === known.length && names.every((name, i) => name === known[i]);
  const change: Record<string, T | null> = {};
  for (const name of names) {
    const value = after[name] as T;
    const has = alike || Object.hasOwn(before, name);
    if (!has || !same(before[name] as T, value)) change[name] = value;
  }
  if (alike) return { change: hasAny(change) ? change : undefined, order: undefined };
  for (const name of known) if (!Object.hasOwn(after, name)) change[name] = null;
  const kept = known.filter((name) => Object.hasOwn(after, name));
  const left = [...kept, ...names.filter((name) => !Object.hasOwn(before, name))];
  return {
    change: hasAny(change) ? change : undefined,
    order: names.some((name, i) => name !== left[i]) ? names : undefined,
  };
}

function hasAny(record: object): boolean {
  for (const _ in record) return true;
  return false;
}

const inOrder = <T>(record: Record<string, T>, names: string[]): Record<string, T> =>
  Object.fromEntries(names.map((name) => [name, record[name] as T]));

/** Changes `header` itself. */
export function applyHeader(header: Header, change: HeaderChange): Header {
  if (change.v !== undefined) header.v = change.v;
  if (change.whole) header.whole = change.whole;
  if (header.deltas ?? change.deltas) header.deltas = change.deltas;
  apply(header.versions, change.versions);
  apply(header.refs, change.refs);
  for (const [node, channels] of Object.entries(change.seen ?? {})) {
    if (channels === null) delete header.seen[node];
    else apply((header.seen[node] ??= {}), channels);
  }
  const { versions, seen, refs } = change.order ?? {};
  if (versions) header.versions = inOrder(header.versions, versions);
  if (seen) header.seen = inOrder(header.seen, seen);
  if (refs) header.refs = inOrder(header.refs, refs);
  return header;
}

export const copyHeader = (header: Header): Header => ({
  v: header.v,
  versions: { ...header.versions },
  refs: { ...header.refs },
  seen: Object.fromEntries(Object.entries(header.seen).map(([node, seen]) => [node, { ...seen }])),
});

const own = <T>(record: Record<string, T>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

function apply<T>(record: Record<string, T>, change: Record<string, T | null> = {}): void {
  for (const [key, value] of Object.entries(change)) {
    if (value === null) delete record[key];
    else record[key] = value;
  }
}

export const sameRef = (a: Ref, b: Ref): boolean =>
  a === b ||
  (Array.isArray(a) &&
    Array.isArray(b) &&
    a[0] === b[0] &&
    a[1] === b[1] &&
    (a[2] ?? 0) === (b[2] ?? 0));
