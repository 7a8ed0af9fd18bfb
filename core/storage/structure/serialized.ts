import type { Deltas, Ref } from '../../structure/header.ts';
import type { Serialized, StoredDeltas, StoredTuple } from '../../runner/messages.ts';
import type { Database } from '../database.ts';
import { createStoredReader } from './storedReader.ts';
import { readWrites, type StoredCheckpoint } from './stored.ts';

/** Checkpoints put together again as the user's serializer wrote them. */
export interface SerializedReader {
  tuple: (stored: StoredCheckpoint) => StoredTuple;
  checkpoint: (stored: StoredCheckpoint) => Serialized;
  metadata: (stored: StoredCheckpoint) => Serialized;
  /** By task, then index. */
  writes: (stored: StoredCheckpoint) => StoredTuple['writes'];
  /** Of a value that is not JSON. */
  bytes: (ref: Ref) => Uint8Array;
  /** JSON text of one channel's value. */
  text: (ref: Ref) => string;
}

export function createSerializedReader(db: Database): SerializedReader {
  const { text } = createStoredReader(db);

  const bytes = (id: Ref): Uint8Array =>
    db.get<{ text: Uint8Array }>('SELECT text FROM datum WHERE id = ?', id as number)?.text ??
    Buffer.alloc(0);

  const checkpoint = ({ header, checkpoint_id, created_at }: StoredCheckpoint): Serialized => {
    if (header.whole) return [header.whole[0], bytes(header.whole[1])];
    const values = Object.entries(header.refs).map(
      ([channel, ref]) => `${JSON.stringify(channel)}:${text(ref)}`,
    );
    const parts = [
      `"v":${header.v}`,
      `"id":${JSON.stringify(checkpoint_id)}`,
      `"ts":${JSON.stringify(created_at)}`,
      `"channel_values":{${values.join(',')}}`,
      `"channel_versions":${JSON.stringify(header.versions)}`,
      `"versions_seen":${JSON.stringify(header.seen)}`,
    ];
    return ['json', Buffer.from(`{${parts.join(',')}}`)];
  };

  const metadata = ({ metadata: given }: StoredCheckpoint): Serialized =>
    typeof given === 'string' ? ['json', Buffer.from(given)] : unpackTyped(given);

  const written = (ref: Ref, type?: string): Serialized =>
    type === undefined ? ['json', Buffer.from(text(ref))] : [type, bytes(ref)];

  const past = ({ seed, writes: all }: Deltas): StoredDeltas => ({
    ...(seed !== undefined && { seed: written(seed) }),
    writes: all.map(([task, ref, type]) => [task, written(ref, type)]),
  });

  const writes: SerializedReader['writes'] = (stored) =>
    readWrites(db, stored).map(({ task_id, task_path, write: [idx, channel, ref, type] }) => ({
      task_id,
      task_path,
      idx,
      channel,
      value: written(ref, type),
    }));

  const tuple = (stored: StoredCheckpoint): StoredTuple => ({
    thread_id: stored.lane.thread_id,
    checkpoint_ns: stored.lane.checkpoint_ns,
    checkpoint_id: stored.checkpoint_id,
    ...(stored.parent_checkpoint_id && { parent_checkpoint_id: stored.parent_checkpoint_id }),
    checkpoint: checkpoint(stored),
    metadata: metadata(stored),
    writes: writes(stored),
    ...(stored.header.deltas && {
      deltas: Object.fromEntries(
        Object.entries(stored.header.deltas).map(([channel, deltas]) => [channel, past(deltas)]),
      ),
    }),
  });

  return { tuple, checkpoint, metadata, writes, bytes, text };
}

/** Bytes of another type than JSON, with the type before them. */
export const packTyped = ([type, bytes]: Serialized): Uint8Array =>
  Buffer.concat([Buffer.from(`${type}\0`), bytes]);

export function unpackTyped(packed: Uint8Array): Serialized {
  const end = packed.indexOf(0);
  return [Buffer.from(packed.subarray(0, end)).toString(), packed.subarray(end + 1)];
}
