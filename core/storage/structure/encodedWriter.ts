import { StudioError } from '../../protocol/errors.ts';
import type {
  CheckpointKey,
  PutEncoded,
  PutEncodedWrites,
  Serialized,
} from '../../runner/messages.ts';
import type { ReadBack } from '../../structure/recorder.ts';
import type { Database } from '../database.ts';
import { isConflict } from '../isConflict.ts';
import { compactId } from './compactId.ts';
import { epochOf } from './epochs.ts';
import { createLanes, takeIds, type Lane } from './lanes.ts';
import { keepPack } from './packs.ts';
import { readKnown } from './readKnown.ts';
import { packTyped } from './serialized.ts';
import type { StoredWrite } from './taskRows.ts';
import { insertCheckpoint, insertWrites, keepBytes } from './writer.ts';

/** Stores what a recorder in another process made of checkpoints. Every call is within the caller's transaction. */
export interface EncodedWriter {
  /** Of what is stored of a thread now: see `StoredTuple`. */
  epoch: (key: Pick<CheckpointKey, 'thread_id' | 'checkpoint_ns'>) => number;
  readBack: (key: CheckpointKey) => ReadBack | null;
  /** Answers whether it replaced one. */
  put: (checkpoint: PutEncoded) => boolean;
  putWrites: (writes: PutEncodedWrites) => void;
}

/** One for each recorder: what that remembers must not have been deleted meanwhile. */
export function createEncodedWriter(db: Database): EncodedWriter {
  const lanes = createLanes(db);
  const epochs = new Map<number, number>();

  /** The recorder's lane, if all that it may refer to is still there. */
  const laneOf = ({ thread_id, checkpoint_ns }: CheckpointKey): Lane => {
    const lane = lanes.make(thread_id, checkpoint_ns);
    const epoch = epochOf(db, lane.pool);
    if ((epochs.get(lane.pool) ?? epoch) !== epoch) throw changedMeanwhile(thread_id);
    epochs.set(lane.pool, epoch);
    return lane;
  };

  return {
    epoch: ({ thread_id, checkpoint_ns }) => {
      const lane = lanes.find(thread_id, checkpoint_ns);
      return lane ? epochOf(db, lane.pool) : 0;
    },

    readBack: ({ thread_id, checkpoint_ns, checkpoint_id }) => {
      const lane = lanes.find(thread_id, checkpoint_ns);
      if (!lane) return null;
      epochs.set(lane.pool, epochOf(db, lane.pool));
      return readKnown(db, lane, compactId(checkpoint_id)) ?? null;
    },

    put: ({ encoded, metadata, ...row }) => {
      const lane = laneOf(row);
      const parent = row.parent_checkpoint_id;
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
      if (replaced) epochs.set(lane.pool, epochOf(db, lane.pool));
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
