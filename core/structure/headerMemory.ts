import {
  changeHeader,
  changeSeen,
  difference,
  emptyHeader,
  orderOf,
  sameRef,
  type Difference,
  type Header,
  type HeaderChange,
  type Ref,
} from './header.ts';

/**
 * A record as two lists that are never changed. The next one mostly has the same names in the same order: then nothing
 * is looked up by name, and what is the same is shared.
 */
export interface Names<T> {
  names: readonly string[];
  values: readonly T[];
}

type Versions = Names<number | string>;

/** A header as it is remembered, to tell what the next one changes. `channels` are what its refs are of. */
export interface HeaderMemory<Channel extends { ref: Ref }> {
  v: number;
  versions: Versions;
  seen: Names<Versions>;
  channels: Names<Channel>;
}

/** A header as LangGraph has it; its channels stored. */
export interface HeaderGiven<Channel extends { ref: Ref }> extends Pick<Header, 'v'> {
  versions: Header['versions'];
  seen: Header['seen'];
  channels: Names<Channel>;
}

export const noNames: Names<never> = { names: [], values: [] };

export const namesOf = <T>(record: Record<string, T>): Names<T> => ({
  names: Object.keys(record),
  values: Object.values(record),
});

export const recordOf = <T, U>(
  { names, values }: Names<T>,
  of: (value: T) => U,
): Record<string, U> =>
  Object.fromEntries(names.map((name, index) => [name, of(values[index] as T)]));

/** Also what `given` changes of `before`; without that, the change is the whole header. */
export function nextHeader<Channel extends { ref: Ref }>(
  before: HeaderMemory<Channel> | undefined,
  given: HeaderGiven<Channel>,
): { next: HeaderMemory<Channel>; change: HeaderChange } {
  const { v, channels } = given;
  if (!before) {
    const seen = namesOf(given.seen);
    const next = {
      v,
      versions: namesOf(given.versions),
      seen: { ...seen, values: seen.values.map(namesOf) },
      channels,
    };
    const refs = recordOf(channels, ({ ref }) => ref);
    const header = { v, versions: given.versions, seen: given.seen, refs };
    return { next, change: changeHeader(emptyHeader(), header) };
  }
  const versions = nextNames(before.versions, given.versions);
  const seen = nextSeen(before.seen, given.seen);
  const refs = changedRefs(before.channels, channels);
  const order = orderOf(versions, seen, refs);
  const change: HeaderChange = {};
  if (before.v !== v) change.v = v;
  if (versions.change) change.versions = versions.change;
  if (seen.change) change.seen = seen.change;
  if (refs.change) change.refs = refs.change;
  if (order) change.order = order;
  return { next: { v, versions: versions.next, seen: seen.next, channels }, change };
}

interface NextNames extends Difference<number | string> {
  next: Versions;
}

function nextNames(before: Versions, after: Record<string, number | string>): NextNames {
  const { names } = before;
  let values: (number | string)[] | undefined;
  let change: NextNames['change'];
  let at = 0;
  for (const name in after) {
    if (name !== names[at]) return otherNames(before, after);
    const value = after[name] as number | string;
    if (value !== before.values[at]) {
      values ??= [...before.values];
      values[at] = value;
      change ??= {};
      change[name] = value;
    }
    at += 1;
  }
  if (at !== names.length) return otherNames(before, after);
  return { next: values ? { names, values } : before, change, order: undefined };
}

function otherNames(before: Versions, after: Record<string, number | string>): NextNames {
  const { change, order } = difference(
    recordOf(before, (value) => value),
    after,
    Object.is,
  );
  return { next: namesOf(after), change, order };
}

function nextSeen(before: Names<Versions>, after: Header['seen']) {
  const values: Versions[] = [];
  let change: HeaderChange['seen'];
  let isOther = false;
  for (const node in after) {
    const at = values.length;
    isOther ||= node !== before.names[at];
    const step = nextNames(before.values[at] ?? noNames, after[node] ?? {});
    isOther ||= step.order !== undefined;
    values.push(step.next);
    if (!step.change) continue;
    change ??= {};
    change[node] = step.change;
  }
  if (!isOther && values.length === before.names.length) {
    return { next: change ? { names: before.names, values } : before, change, order: undefined };
  }
  const was = recordOf(before, (versions) => recordOf(versions, (version) => version));
  return { next: { names: Object.keys(after), values }, ...changeSeen(was, after) };
}

function changedRefs<Channel extends { ref: Ref }>(
  before: Names<Channel>,
  after: Names<Channel>,
): Difference<Ref> {
  if (before.names !== after.names) {
    const refOf = ({ ref }: Channel) => ref;
    return difference(recordOf(before, refOf), recordOf(after, refOf), sameRef);
  }
  let change: Difference<Ref>['change'];
  for (let at = 0; at < after.values.length; at++) {
    const [was, is] = [before.values[at] as Channel, after.values[at] as Channel];
    if (was === is || sameRef(was.ref, is.ref)) continue;
    change ??= {};
    change[after.names[at] as string] = is.ref;
  }
  return { change, order: undefined };
}
