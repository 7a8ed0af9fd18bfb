import { StudioError } from '../../protocol/errors.ts';
import type {
  CheckpointKey,
  PutEncoded,
  PutEncodedWrites,
  Serialized,
} from '../../runner/messages.ts';
import type { ReadBack } from '../../structure/recorder.ts';
import { NOTHING_DELETED } from '../../structure/recorders.ts';
import type { Database } from '../database.ts';
import { isConflict } from '../isConflict.ts';
import { compactId } from './compactId.ts';
import { epochOf, isOfOthers } from './epochs.ts';
import { createLanes, takeIds, type Lane } from './lanes.ts';
import { keepPack } from './packs.ts';
import { readKnown } from './readKnown.ts';
import { packTyped } from './serialized.ts';
import type { StoredWrite } from './taskRows.ts';
import { insertCheckpoint, insertWrites, keepBytes } from './writer.ts';

/** Stores what a recorder in another process made of checkpoints. Every call is within the caller's transaction. */
export interface EncodedWriter {
  /** Of what is stored of a thread now: see `StoredTuple`. */
  epoch: (key: Pick<CheckpointKey, 'thread_id' | 'checkpoint_ns'>) => string;
  readBack: (key: CheckpointKey) => ReadBack | null;
  /** Answers whether it replaced one. */
  put: (checkpoint: PutEncoded) => boolean;
  putWrites: (writes: PutEncodedWrites) => void;
}

/** One for each recorder: what that remembers must not have been deleted meanwhile. */
export function createEncodedWriter(db: Database): EncodedWriter {
  const lanes = createLanes(db);
  /** By thread, as each has a recorder of its own: what it was when that last looked. */
  const looks = new Map<string, { pool: number; epoch: number }>();

  const look = ({ thread_id, pool }: Lane) =>
    looks.set(thread_id, { pool, epoch: epochOf(db, pool) });
  /** A thread that was deleted and begun anew is in another pool. */
  const isSame = ({ thread_id, pool }: Lane) => (looks.get(thread_id)?.pool ?? pool) === pool;

  /** The recorder's lane, if all that it may refer to is still there. */
  const laneOf = ({ thread_id, checkpoint_ns }: CheckpointKey): Lane => {
    const lane = lanes.make(thread_id, checkpoint_ns);
    const last = looks.get(thread_id);
    const isThere = !last || (isSame(lane) && isOfOthers(db, lane.pool, last.epoch, thread_id));
    if (!isThere) throw changedMeanwhile(thread_id);
    look(lane);
    return lane;
  };

  return {
    epoch: ({ thread_id, checkpoint_ns }) => {
      const lane = lanes.find(thread_id, checkpoint_ns);
      if (!lane) return NOTHING_DELETED;
      const epoch = String(epochOf(db, lane.pool));
      return isSame(lane) ? epoch : `${epoch} of ${lane.pool}`;
    },

    readBack: ({ thread_id, checkpoint_ns, checkpoint_id }) => {
      const lane = lanes.find(thread_id, checkpoint_ns);
      if (!lane) return null;
      look(lane);
      return readKnown(db, lane, compactId(checkpoint_id)) ?? null;
    },

    put: ({ encoded, metadata, ...row }) => {
      const parent = row.parent_checkpoint_id;
      // Whoever begins a thread has forgotten what was remembered of an earlier one.
      if (!parent && row.checkpoint_ns === '') looks.delete(row.thread_id);
      const lane = laneOf(row);
      if (encoded.depth > 0 && !(parent && exists(db, lane, parent))) {
        throw changedMeanwhile(row.thread_id);
      }
      try {
        keepPack(db, encoded.pack);
      } catch (error) {
        throw isConflict(error) ? changedMeanwhile(row.thread_id) : error;
      }
      const given = metadata[0] === 'json' ? textOf(metadata) : packTyped(metadata);
      const replaced = insertCheckpoint(db, lane, { ...row, metadata: given }, encoded);
      if (replaced) look(lane);
      return replaced;
    },

    putWrites: ({ writes, typed, pack, task_id, task_path, ...key }) => {
      const lane = laneOf(key);
      keepPack(db, pack);
      const rows = writes.map(({ idx, channel, ref }): StoredWrite => [idx, channel, ref]);
      for (const { idx, channel, value } of typed) {
        const [type, bytes] = value;
        rows.push([idx, channel, keepBytes(db, takeIds(db, 1), bytes), type]);
      }
      insertWrites(db, lane, key.checkpoint_id, { task_id, task_path, writes: rows });
    },
  };
}

const exists = (db: Database, lane: Lane, id: string): boolean =>
  db.get('SELECT 1 FROM checkpoint WHERE lane = ? AND id = ?', lane.id, compactId(id)) !==
  undefined;

const textOf = ([, bytes]: Serialized): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();

const changedMeanwhile = (threadId: string) =>
  new StudioError(
    'threadBusy',
    `Checkpoints of thread ${threadId} were changed by another program while it ran, so the run cannot go on.`,
  );
