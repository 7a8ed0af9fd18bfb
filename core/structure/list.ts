import type { Encoder } from './encoder.ts';
import { sliceHole } from './holes.ts';
import { keeping, type Same } from './layout.ts';
import type { Trace } from './mark.ts';
import { isUnchanged, isUnchangedAt, unitOf, type Unit, type WriteText } from './trace.ts';

/** Elements added to a list at one time, beginning at position `at`; their texts joined with commas. */
export interface Run {
  list: number;
  at: number;
  count: number;
  text: string;
  size: number;
}

/** A list that begins like another: with its first `at` positions. */
export interface Beginning {
  id: number;
  base?: number;
  at: number;
  depth: number;
}

/** Which list it is, and where it comes from. */
export interface ListIdentity {
  id: number;
  base?: { list: ListIdentity; at: number };
  /** How many lists have to be gone through, at worst, to reach an element. */
  depth: number;
  /** Whether something is stored past what is known of it: then it cannot grow here. */
  closed: boolean;
}

/** A list as it is stored; it only ever grows. Shared by all versions of the channel that are slices of it. */
export interface List extends ListIdentity {
  units: Unit[];
  /** The traces of all units in one piece of memory, and where each begins: -1 for one that has none. */
  trace: Trace;
  starts: number[];
  /** The compiled comparisons of those that have one. */
  same: (Same | undefined)[];
}

export function makeList(identity: ListIdentity, units: Unit[]): List {
  const list: List = { ...identity, units: [], trace: [], starts: [], same: [] };
  for (const unit of units) addUnit(list, list.units.length, unit);
  return list;
}

/** One of as many reads as the one it takes the place of lies where that lay: a list must not grow by being read. */
function addUnit(list: List, position: number, unit: Unit): void {
  const before = list.units[position];
  const { trace, count } = unit;
  const fits = before?.trace === list.trace && before.count === count;
  const start = fits ? before.start : list.trace.length;
  list.units[position] = unit;
  list.starts[position] = trace ? start : -1;
  list.same[position] = unit.same;
  if (!trace) return;
  for (let i = 0; i < count; i++) list.trace[start + i] = trace[unit.start + i];
  unit.start = start;
  unit.trace = list.trace;
}

/** Whether an element would still be written as it was; `keep` as for `isUnchanged`. */
function isKept(
  list: List,
  position: number,
  value: unknown,
  write: WriteText,
  keep: boolean,
): boolean {
  const start = list.starts[position] as number;
  const same = list.same[position];
  if (same) return (keep ? keeping(same) : same)(value, list.trace, start);
  return start < 0
    ? isUnchanged(list.units[position] as Unit, value, write, keep)
    : isUnchangedAt(list.trace, start, value, write, keep);
}

/** Positions `from` up to `to`: one version of a channel that holds a list. */
export interface ListVersion {
  list: List;
  from: number;
  to: number;
  size: number;
}

export interface ListChange {
  version: ListVersion;
  lists: Beginning[];
  runs: Run[];
}

const MAX_DEPTH = 12;
/** Elements of one run: a single one is found by reading its run. */
const RUN_LENGTH = 256;
/** A shared end of fewer elements is written out rather than referred to. */
const SHORT = 8;

/** Never equal to any value: what is known of an element is its text only. Crosses a process boundary as it is. */
export const unread: readonly unknown[] = [Number.NaN];

/**
 * The version of a list that `value` is, given the one before it. Undefined when nothing changed.
 * Elements are compared by all that they hold, so one mutated in place counts as changed.
 */
export function nextList(
  before: ListVersion | undefined,
  value: unknown[],
  path: string,
  encoder: Encoder,
  nextId: () => number,
): ListChange | undefined {
  const encode = (index: number): Unit => encoder.element(value[index], `${path}[${index}]`, value);
  if (!before) {
    const units: Unit[] = [];
    for (let index = 0; index < value.length; index++) units.push(encode(index));
    return started(units, nextId());
  }
  const fresh = new Map<number, Unit>();
  const unitAt = (index: number): Unit => {
    const known = fresh.get(index);
    if (known) return known;
    const unit = encode(index);
    fresh.set(index, unit);
    return unit;
  };
  const unitsFrom = (start: number, end: number) =>
    Array.from({ length: Math.max(0, end - start) }, (_, offset) => unitAt(start + offset));

  const { list, from, to } = before;
  const { units } = list;
  const { write } = encoder;
  // The first tells for all: the elements of a thread that was read again are all other objects.
  const keep = !encoder.isOf(units[from], value[0]);
  const isSame = (position: number, index: number): boolean => {
    if (isKept(list, position, value[index], write, keep)) return true;
    const now = unitAt(index);
    if (now.text !== units[position]?.text) return false;
    addUnit(list, position, now);
    return true;
  };

  const length = to - from;
  const shared = Math.min(length, value.length);
  let same = 0;
  while (same < shared && isSame(from + same, same)) same++;
  if (keep && same > 0) encoder.isNowOf(units[from], value[0]);
  if (same === length && same === value.length) return undefined;
  if (same === length) return grown(before, unitsFrom(same, value.length), nextId);
  const shift = same === 0 && value.length > 0 ? shiftOf(before, value, isSame) : 0;
  if (shift > 0) {
    const moved = { ...before, from: from + shift, size: sizeOf(units, from + shift, to) };
    return grown(moved, unitsFrom(length - shift, value.length), nextId);
  }
  let ending = 0;
  while (ending < shared - same && isSame(to - 1 - ending, value.length - 1 - ending)) ending++;
  const middle = unitsFrom(same, value.length - ending);
  return spliced(before, same, middle, ending, nextId);
}

/** How many elements were dropped from the front, when what follows them is how `value` begins; else 0. */
function shiftOf(
  { from, to }: ListVersion,
  value: unknown[],
  isSame: (position: number, index: number) => boolean,
): number {
  for (let start = from + 1; start < to; start++) {
    if (!isSame(start, 0)) continue;
    if (to - start > value.length) return 0;
    for (let offset = 1; start + offset < to; offset++) {
      if (!isSame(start + offset, offset)) return 0;
    }
    return start - from;
  }
  return 0;
}

/** A list that begins with `before` and goes on: its text refers to what is stored. Undefined when it does not. */
export function extension(
  { list, from, to, size }: ListVersion,
  value: unknown[],
  path: string,
  encoder: Encoder,
): Unit | undefined {
  const length = to - from;
  if (length < SHORT || value.length < length) return undefined;
  const same = (position: number) =>
    isKept(list, position, value[position - from], encoder.write, false);
  for (let position = from; position < to; position++) if (!same(position)) return undefined;
  const added = value
    .slice(length)
    .map((item, i) => encoder.element(item, `${path}[${length + i}]`, value));
  const texts = [sliceHole(list.id, from, to), ...added.map(({ text }) => text)];
  const all = size + sizeOf(added, 0, added.length) + 1;
  return unitOf(`[${texts.join(',')}]`, all, [...unread]);
}

/** A list read back: `texts` are of its elements from position 0, holes and sizes as stored. */
export function knownList(
  list: ListIdentity,
  from: number,
  elements: { text: string; size: number }[],
): ListVersion {
  const units = elements.map(({ text, size }) => unitOf(text, size, [...unread]));
  const size = elements.slice(from).reduce((sum, element) => sum + element.size + 1, 0);
  return { list: makeList(list, units), from, to: units.length, size };
}

function started(units: Unit[], id: number): ListChange {
  const list = makeList({ id, depth: 0, closed: false }, units);
  return {
    version: { list, from: 0, to: units.length, size: sizeOf(units, 0, units.length) },
    lists: [{ id, at: 0, depth: 0 }],
    runs: runsOf(id, 0, units),
  };
}

function grown(before: ListVersion, added: Unit[], nextId: () => number): ListChange {
  const { list, from, to, size } = before;
  const version = { from, to: to + added.length, size: size + sizeOf(added, 0, added.length) };
  if (added.length === 0) return { version: { ...version, list }, lists: [], runs: [] };
  if (list.closed || list.units.length !== to) {
    return spliced(before, to - from, added, 0, nextId);
  }
  for (const unit of added) addUnit(list, list.units.length, unit);
  return { version: { ...version, list }, lists: [], runs: runsOf(list.id, to, added) };
}

/** A new list: the first `same` elements of `before`, then `middle`, then its last `ending` elements. */
function spliced(
  before: ListVersion,
  same: number,
  middle: Unit[],
  ending: number,
  nextId: () => number,
): ListChange {
  const { from, to } = before;
  const at = same === 0 ? 0 : from + same;
  const head = before.list.units.slice(0, at);
  const tail = before.list.units.slice(to - ending, to);
  const id = nextId();
  const base = at === 0 ? undefined : beginningOf(before.list, at);
  const refers = ending >= SHORT;
  const depth = Math.max(base ? base.list.depth + 1 : 0, refers ? before.list.depth + 1 : 0);
  if (depth > MAX_DEPTH) return started([...head.slice(from), ...middle, ...tail], id);
  const units = [...head, ...middle, ...tail];
  const list = makeList({ id, ...(base && { base }), depth, closed: false }, units);
  const start = same === 0 ? 0 : from;
  const version = { list, from: start, to: units.length, size: sizeOf(units, start, units.length) };
  const lists = [{ id, at, depth, ...(base && { base: base.list.id }) }];
  if (!refers) return { version, lists, runs: runsOf(id, at, [...middle, ...tail]) };
  const run: Run = {
    list: id,
    at: at + middle.length,
    count: ending,
    text: sliceHole(before.list.id, to - ending, to),
    size: sizeOf(tail, 0, ending),
  };
  return { version, lists, runs: [...runsOf(id, at, middle), run] };
}

/** The list that positions before `at` really come from. */
function beginningOf(list: ListIdentity, at: number): { list: ListIdentity; at: number } {
  let source = list;
  while (source.base && at <= source.base.at) source = source.base.list;
  return { list: source, at };
}

function runsOf(list: number, at: number, units: Unit[]): Run[] {
  const runs: Run[] = [];
  for (let start = 0; start < units.length; start += RUN_LENGTH) {
    const part = units.slice(start, start + RUN_LENGTH);
    const text = part.map((unit) => unit.text).join(',');
    const size = sizeOf(part, 0, part.length);
    runs.push({ list, at: at + start, count: part.length, text, size });
  }
  return runs;
}

function sizeOf(units: Unit[], from: number, to: number): number {
  let size = 0;
  for (let i = from; i < to; i++) size += (units[i] as Unit).size + 1;
  return size;
}
