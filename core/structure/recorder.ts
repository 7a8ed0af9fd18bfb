import { asSnapshot, listed, listInSnapshot } from './snapshot.ts';
import { createEncoder, type Base, type Datum } from './encoder.ts';
import { sameRef, type Header, type HeaderChange, type Ref } from './header.ts';
import { nextHeader, noNames, type HeaderMemory, type Names } from './headerMemory.ts';
import { datumHole, onlyHole } from './holes.ts';
import { extension, nextList, type Beginning, type ListVersion, type Run } from './list.ts';
import type { Suspect } from './losses.ts';
import { isUnchanged, type Unit, type WriteText } from './trace.ts';
import { Endless } from './walk.ts';

/** What has to be stored besides the row of a checkpoint or of a task's writes. */
export interface Pack {
  data: Datum[];
  lists: Beginning[];
  runs: Run[];
}

/** A checkpoint as what it changes of its parent. */
export interface EncodedCheckpoint {
  header: HeaderChange;
  /** How many parents the header stands on; 0 for a whole one. */
  depth: number;
  /** Characters of the whole state. */
  size: number;
  /** Channels of another value than in the parent, by whatever way they came to it; none where that is not known. */
  touched: string[];
  pack: Pack;
}

/** What `put` of LangGraph gives, without the checkpoint's id and time. */
export interface StateToStore {
  v: number;
  channel_values: Record<string, unknown>;
  channel_versions: Record<string, number | string>;
  versions_seen: Record<string, Record<string, number | string>>;
}

export interface TaskWrite {
  channel: string;
  value: unknown;
  /** What a person calls it. */
  path: string;
}

/** One version of one channel's value, to compare the next one with. */
export interface Version {
  ref: Ref;
  size: number;
  /** What the value was when it was stored; only its text is known of one that was read back. */
  unit?: Unit;
  list?: ListVersion;
  base?: Base;
}

/** A stored checkpoint to go on from. */
export interface Known {
  header: Header;
  depth: number;
  versions: Map<string, Version>;
}

/** A stored checkpoint with every text that its values may be made of again. */
export interface ReadBack {
  known: Known;
  texts: Map<number, string>;
}

/**
 * Turns checkpoints into what they change. It remembers the last ones of every thread it saw; of others it is
 * told by `learn`, or else stores them whole.
 */
export interface Recorder {
  /** Throws a `Refusal` for what a checkpoint cannot hold; nothing is remembered of it. */
  checkpoint: (key: string, parent: string | undefined, state: StateToStore) => EncodedCheckpoint;
  /**
   * What a task wrote at once, in its order; `key` is of the checkpoint it ran from. Throws a `Refusal` as `checkpoint` does.
   */
  writes: (key: string, writes: readonly TaskWrite[]) => { refs: Ref[]; pack: Pack };
  knows: (key: string) => boolean;
  learn: (key: string, back: ReadBack) => void;
  /** Forgets everything: what was encoded may not have been stored, or what was stored is gone. */
  reset: () => void;
}

/** The same as it is remembered. */
interface Memory {
  header: HeaderMemory<Version>;
  depth: number;
}

/** A whole header at least every so many checkpoints. */
const KEY_FRAME = 64;
/** Checkpoints remembered. */
const REMEMBERED = 32;
/** Longer texts stand in the header only as a reference. */
const INLINE = 120;
/** A text longer than this is not kept at hand to be compared with the next one. */
const COMPARED_CHARACTERS = 1_000_000;
/** The channel that holds a run's input: its fields become channels. */
const INPUT = '__start__';

export function createRecorder(
  write: WriteText,
  nextId: () => number,
  suspected?: (suspect: Suspect) => void,
): Recorder {
  const encoder = createEncoder(write, nextId, suspected);
  let remembered = new Map<string, Memory>();
  let lists: Beginning[] = [];
  let runs: Run[] = [];
  /** Of what a task wrote: the channel that holds it then goes on from there. */
  const bases = new WeakMap<Unit, Base>();

  const take = (): Pack => {
    const pack = { data: encoder.take(), lists, runs };
    lists = [];
    runs = [];
    return pack;
  };

  const remember = (key: string, known: Memory) => {
    remembered.delete(key);
    remembered.set(key, known);
    for (const oldest of remembered.keys()) {
      if (remembered.size <= REMEMBERED) break;
      remembered.delete(oldest);
    }
  };

  const reset = () => {
    encoder.reset();
    remembered = new Map();
    lists = [];
    runs = [];
  };

  /** A value of one text, as the change of the one before where that is less. */
  const textVersion = (unit: Unit, before: Base | undefined): Version => {
    const datum = onlyHole(unit.text);
    if (datum !== undefined) {
      const base = bases.get(unit) ?? before;
      return { ref: datum, size: unit.size, unit, ...(base && { base }) };
    }
    if (unit.text.length <= INLINE) return { ref: unit.text, size: unit.size, unit };
    const { id, base } = encoder.place(unit.text, unit.size, before);
    unit.text = datumHole(id);
    const keeps = base.text.length <= COMPARED_CHARACTERS;
    if (keeps) bases.set(unit, base);
    return { ref: id, size: unit.size, unit, ...(keeps && { base }) };
  };

  const listVersion = (
    value: unknown[],
    before: ListVersion | undefined,
    path: string,
  ): Version | undefined => {
    const change = nextList(before, value, path, encoder, nextId);
    if (!change) return undefined;
    lists.push(...change.lists);
    runs.push(...change.runs);
    return listed(change.version);
  };

  /** The list in a snapshot of a channel kept as changes is stored as any other. */
  const snapshotVersion = (
    value: unknown[],
    before: Version | undefined,
    path: string,
  ): Version | undefined => {
    const inner = unlessEndless(
      () => listVersion(value, before?.list, path) ?? listed(before?.list as ListVersion),
    );
    return inner?.list && asSnapshot(inner.list);
  };

  /** A thread that was read again is all new objects, whose strings are met once by what they say. */
  const isSame = (unit: Unit, value: unknown): boolean => {
    if (encoder.isOf(unit, value)) return isUnchanged(unit, value, write);
    const same = isUnchanged(unit, value, write, true);
    if (same) encoder.isNowOf(unit, value);
    return same;
  };

  const nextVersion = (channel: string, value: unknown, before: Version | undefined): Version => {
    const inside = listInSnapshot(value);
    const snapshot = isList(inside) && snapshotVersion(inside, before, pathOf(channel));
    if (snapshot) return snapshot;
    const asList = isList(value) && nextOfList(channel, value, before);
    if (asList) return asList;
    if (before?.unit && isSame(before.unit, value)) return before;
    const unit = encoder.value(value, pathOf(channel), channel === INPUT);
    const next = textVersion(unit, before?.base);
    return before && next.ref === before.ref ? { ...before, unit } : next;
  };

  const nextOfList = (channel: string, value: unknown[], before: Version | undefined) =>
    unlessEndless(
      () =>
        listVersion(value, before?.list, pathOf(channel)) ?? listed(before?.list as ListVersion),
    );

  /** Of what JSON has a form for. */
  const nextVersions = (
    state: Record<string, unknown>,
    before: Names<Version>,
  ): Names<Version> & { size: number; touched: string[] } => {
    const touched: string[] = [];
    const names: string[] = [];
    const values: Version[] = [];
    let size = 2;
    let alike = true;
    for (const channel in state) {
      const value = state[channel];
      if (typeof value === 'function' || typeof value === 'symbol') continue;
      const at =
        before.names[names.length] === channel ? names.length : before.names.indexOf(channel);
      alike &&= at === names.length;
      const was: Version | undefined = before.values[at];
      const version = nextVersion(channel, value, was);
      if (was && was !== version && !sameRef(was.ref, version.ref)) touched.push(channel);
      names.push(channel);
      values.push(version);
      size += channel.length + 4 + version.size;
    }
    alike &&= names.length === before.names.length;
    return { names: alike ? before.names : names, values, size, touched };
  };

  const refOf = ({ channel, value, path }: TaskWrite, { names, values }: Names<Version>): Ref => {
    const before: Version | undefined = values[names.indexOf(channel)];
    const list = before?.list;
    const extended =
      list && isList(value) && unlessEndless(() => extension(list, value, path, encoder));
    return textVersion(extended || encoder.value(value, path), before?.base).ref;
  };

  return {
    checkpoint: (key, parent, state) => {
      const known = parent === undefined ? undefined : remembered.get(parent);
      let encoded: ReturnType<typeof nextVersions>;
      try {
        encoded = nextVersions(state.channel_values, known?.header.channels ?? noNames);
      } catch (error) {
        reset();
        throw error;
      }
      const { size, touched, ...channels } = encoded;
      // One that is put again as its own child cannot stand on itself.
      const isNext = known && key !== parent && known.depth + 1 < KEY_FRAME;
      const depth = isNext ? known.depth + 1 : 0;
      const { v, channel_versions: versions, versions_seen: seen } = state;
      const given = { v, versions, seen, channels };
      const { next, change } = nextHeader(depth > 0 ? known?.header : undefined, given);
      remember(key, { header: next, depth });
      return { header: change, depth, size, touched, pack: take() };
    },

    writes: (key, writes) => {
      const channels = remembered.get(key)?.header.channels ?? noNames;
      try {
        const refs = writes.map((write) => refOf(write, channels));
        return { refs, pack: take() };
      } catch (error) {
        reset();
        throw error;
      }
    },

    knows: (key) => remembered.has(key),
    learn: (key, { known, texts }) => {
      for (const [id, text] of texts) encoder.learn(id, text);
      const { v, versions, seen, refs } = known.header;
      const names = Object.keys(refs);
      const channels = { names, values: names.map((name) => known.versions.get(name) as Version) };
      const { next } = nextHeader(undefined, { v, versions, seen, channels });
      remember(key, { header: next, depth: known.depth });
    },
    reset,
  };
}

const pathOf = (channel: string): string => `state.${channel}`;

/** Lists of numbers are texts; everything else in an array is an element of a list. */
const isList = (value: unknown): value is unknown[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  (typeof value[0] === 'string' || (typeof value[0] === 'object' && value[0] !== null)) &&
  typeof (value as { toJSON?: unknown }).toJSON !== 'function';

/** Undefined when the value leads back to itself: it has one text, and no parts. */
function unlessEndless<T>(encode: () => T): T | undefined {
  try {
    return encode();
  } catch (error) {
    if (error instanceof Endless) return undefined;
    throw error;
  }
}
