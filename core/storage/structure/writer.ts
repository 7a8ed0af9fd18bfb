import { withTouched } from '../../protocol/channels.ts';
import type { Recorder, StateToStore, TaskWrite } from '../../structure/recorder.ts';
import { createRecorders } from '../../structure/recorders.ts';
import { emptyHeader, changeHeader, type HeaderChange, type Ref } from '../../structure/header.ts';
import type { Suspect } from '../../structure/losses.ts';
import type { WriteText } from '../../structure/trace.ts';
import type { Database } from '../database.ts';
import { isConflict } from '../isConflict.ts';
import { compactId, fullId, type CompactId } from './compactId.ts';
import { epochOf, nextEpoch } from './epochs.ts';
import { readHeader } from './headers.ts';
import { countAnew, packWhenFull } from './lightPages.ts';
import { createLanes, takeIds, type Lane } from './lanes.ts';
import { keepDatum, keepPack } from './packs.ts';
import { copyCheckpoint, copyToBranches, isBorrowed, settle } from './copies.ts';
import { readKnown } from './readKnown.ts';
import type { StoredWrite, TaskWrites } from './taskRows.ts';
import { addWrites, startWrites } from './taskWrites.ts';

export interface CheckpointKey {
  thread_id: string;
  checkpoint_ns: string;
  checkpoint_id: string;
}

/** A checkpoint to be stored, its values as they are in memory; or as bytes that nothing is known of. */
export interface CheckpointToStore extends CheckpointKey {
  parent_checkpoint_id?: string;
  state: StateToStore | { whole: [type: string, bytes: Uint8Array] };
  created_at: string;
  /** As the user's serializer wrote it: text, or bytes with their type. */
  metadata: string | Uint8Array;
  step: number;
  source: string;
  changed: string[];
  asNode?: string;
  run_id?: string;
}

export interface WritesToStore extends CheckpointKey {
  task_id: string;
  task_path: string;
  writes: WriteToStore[];
}

/** Bytes that the user's serializer made of a value go as they are, with their type; anything else by structure. */
export interface WriteToStore extends TaskWrite {
  idx: number;
  type?: string;
}

/**
 * Stores checkpoints by structure. Every call belongs into a transaction of the caller's; one that fails has to
 * be followed by `reset`, as what was remembered may not have been stored.
 */
export interface Writer {
  put: (checkpoint: CheckpointToStore) => void;
  putWrites: (writes: WritesToStore) => void;
  reset: () => void;
}

/** Ids are taken from the database in blocks. */
const ID_BLOCK = 4096;

/** `suspected` hears of what is stored and may not come back as it was, before the call returns. */
export function createWriter(
  db: Database,
  write: WriteText,
  suspected?: (suspect: Suspect) => void,
): Writer {
  let next = 0;
  let end = 0;
  let epochs = new Map<number, number>();
  let lanes = new Map<string, Lane>();
  let latest: Lane | undefined;
  let named: { lane: number; id: string; key: string } | undefined;
  const stored = createLanes(db);

  const nextId = () => {
    if (next >= end) {
      next = takeIds(db, ID_BLOCK);
      end = next + ID_BLOCK;
    }
    return next++;
  };
  /** One for each pool: what is found again must never be another pool's, which is deleted by itself. */
  const recorders = createRecorders<number>(write, nextId, suspected);

  const reset = () => {
    recorders.reset();
    lanes = new Map();
    latest = undefined;
    next = end = 0;
    epochs = new Map();
  };

  const laneOf = ({ thread_id, checkpoint_ns }: CheckpointKey): Lane => {
    // Most calls are for the same lane as the one before.
    const again = latest?.thread_id === thread_id && latest.checkpoint_ns === checkpoint_ns;
    const known = again ? latest : lanes.get(keyOf(thread_id, checkpoint_ns));
    // What is remembered holds only as long as nobody deleted anything.
    if (known && epochs.get(known.pool) === epochOf(db, known.pool)) return (latest = known);
    if (known) reset();
    if (lanes.size > 1000) lanes.clear();
    const lane = stored.make(thread_id, checkpoint_ns);
    lanes.set(keyOf(thread_id, checkpoint_ns), lane);
    if (!epochs.has(lane.pool)) epochs.set(lane.pool, epochOf(db, lane.pool));
    return (latest = lane);
  };

  /** What the recorders know a checkpoint by. Made once for all tasks of a super-step, as it is looked up by its hash. */
  const keyIn = (lane: Lane, id: string): string => {
    if (named?.lane !== lane.id || named.id !== id) {
      named = { lane: lane.id, id, key: `${lane.id} ${id}` };
    }
    return named.key;
  };

  const remind = (recorder: Recorder, lane: Lane, id: string): string => {
    const key = keyIn(lane, id);
    if (recorder.knows(key)) return key;
    const back = readKnown(db, lane, compactId(id));
    if (back) recorder.learn(key, back);
    return key;
  };

  const encodeAndKeep = (checkpoint: CheckpointToStore) => {
    const lane = laneOf(checkpoint);
    const { checkpoint_id, parent_checkpoint_id: parent, state } = checkpoint;
    const key = keyIn(lane, checkpoint_id);
    const recorder = recorders.of(lane.pool);
    const encoded =
      'whole' in state
        ? keepWhole(db, nextId(), state.whole)
        : recorder.checkpoint(key, parent && remind(recorder, lane, parent), state);
    if (encoded.pack) keepPack(db, encoded.pack);
    const changed = withTouched(checkpoint.changed, encoded.touched);
    if (insertCheckpoint(db, lane, { ...checkpoint, changed }, encoded)) {
      epochs.set(lane.pool, epochOf(db, lane.pool));
    }
  };

  return {
    put: (checkpoint) => {
      try {
        encodeAndKeep(checkpoint);
      } catch (error) {
        // Another process was faster to go on from the same list: seen anew, this one begins a list of its own.
        if (!isConflict(error)) throw error;
        reset();
        encodeAndKeep(checkpoint);
      }
    },

    putWrites: (given) => {
      const { task_id, task_path, checkpoint_id } = given;
      const lane = laneOf(given);
      const values = given.writes.filter(({ type }) => type === undefined);
      const { refs, pack } = recorders.of(lane.pool).writes(keyIn(lane, checkpoint_id), values);
      keepPack(db, pack);
      let at = 0;
      const writes = given.writes.map(({ idx, channel, value, type }): StoredWrite =>
        type === undefined
          ? [idx, channel, refs[at++] as Ref]
          : [idx, channel, keepBytes(db, nextId(), value), type],
      );
      insertWrites(db, lane, checkpoint_id, { task_id, task_path, writes });
    },

    reset,
  };
}

const keyOf = (threadId: string, ns: string): string => `${threadId.length} ${threadId}${ns}`;

/** An encoded checkpoint without structure. */
function keepWhole(db: Database, id: number, [type, bytes]: [string, Uint8Array]) {
  keepBytes(db, id, bytes);
  const header: HeaderChange = { whole: [type, id] };
  return { header, depth: 0, size: bytes.length, touched: [], pack: undefined };
}

export function keepBytes(db: Database, id: number, value: unknown): number {
  // Buffers of another process arrive as plain bytes.
  const bytes = Buffer.from(value as Uint8Array);
  keepDatum(db, id, bytes, bytes.length);
  return id;
}

/** Answers whether it replaced one. */
export function insertCheckpoint(
  db: Database,
  lane: Lane,
  row: Omit<CheckpointToStore, 'state'>,
  { header, depth, size }: { header: HeaderChange; depth: number; size: number },
): boolean {
  const id = compactId(row.checkpoint_id);
  if (isBorrowed(db, lane, id)) settle(db, lane);
  // A run with `durability: 'exit'` that comes to no step puts its checkpoint again, as its own child (LangGraph 1.x).
  const isOwn = row.parent_checkpoint_id === row.checkpoint_id;
  const parent = isOwn ? parentOf(db, lane, id) : row.parent_checkpoint_id;
  const insert = () =>
    db.run(
      'INSERT INTO checkpoint VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)',
      lane.id,
      id,
      parent === undefined ? null : compactId(parent),
      row.step,
      row.source,
      JSON.stringify(row.changed),
      size,
      row.created_at,
      row.asNode ?? null,
      row.run_id ?? null,
      db.stamp(),
      depth,
      JSON.stringify(header),
      row.metadata,
    );
  try {
    insert();
  } catch (error) {
    if (!isConflict(error)) throw error;
    copyToBranches(db, lane.id, id);
    makeWay(db, lane.id, id);
    nextEpoch(db, lane.pool, lane.thread_id);
    insert();
    return true;
  }
  startWrites(db, lane.id, row.checkpoint_id);
  packWhenFull(db, lane.id);
  return false;
}

function parentOf(db: Database, lane: Lane, id: CompactId): string | undefined {
  const sql = 'SELECT parent FROM checkpoint WHERE lane = ? AND id = ? AND parent <> id';
  const found = db.get<{ parent: CompactId }>(sql, lane.id, id);
  return found && fullId(found.parent);
}

/** Within the caller's transaction, and stored when that ends. */
export function insertWrites(
  db: Database,
  lane: Lane,
  checkpoint_id: string,
  task: TaskWrites,
): void {
  const id = compactId(checkpoint_id);
  copyToBranches(db, lane.id, id);
  if (isBorrowed(db, lane, id)) copyCheckpoint(db, lane, id, lane.id);
  addWrites(db, lane.id, checkpoint_id, task);
}

/** Takes a checkpoint away, of which the headers of others may be changes. */
function makeWay(db: Database, lane: number, id: CompactId): void {
  standAlone(db, lane, id);
  countAnew(db, lane);
  db.run('DELETE FROM checkpoint WHERE lane = ? AND id = ?', lane, id);
}

/** Gives the children of a checkpoint headers of their own. */
function standAlone(db: Database, lane: number, parent: CompactId): void {
  const children = db.all<{ id: CompactId }>(
    'SELECT id FROM checkpoint WHERE lane = ? AND parent = ? AND depth > 0',
    lane,
    parent,
  );
  for (const { id } of children) {
    const header = readHeader(db, lane, id);
    db.run(
      'UPDATE checkpoint SET depth = 0, header = ? WHERE lane = ? AND id = ?',
      JSON.stringify(header && changeHeader(emptyHeader(), header)),
      lane,
      id,
    );
  }
}
