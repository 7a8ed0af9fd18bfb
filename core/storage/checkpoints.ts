import type { CheckpointRow } from '../protocol/model.ts';
import { withMarks } from '../protocol/taskMarks.ts';
import type {
  CheckpointKey,
  CheckpointStore,
  EncodedStore,
  PutCheckpoint,
  PutEncoded,
  PutWrites,
  Serialized,
  StoredTuple,
} from '../runner/messages.ts';
import type { CommitQueue } from './commitQueue.ts';
import type { Database } from './database.ts';
import { isConflict } from './isConflict.ts';
import type { Checkpoints } from './storage.ts';
import { refsWithPast } from './structure/deltas.ts';
import { createEncodedWriter } from './structure/encodedWriter.ts';
import { forgetThread } from './structure/forget.ts';
import { takeIds } from './structure/lanes.ts';
import type { LightRow } from './structure/lightRow.ts';
import { lightRow, lightRows } from './structure/lightRows.ts';
import { metadataOf, stateOf, valueOf } from './structure/fromSerialized.ts';
import { createSerializedReader } from './structure/serialized.ts';
import { findCheckpoint, listCheckpoints, type StoredCheckpoint } from './structure/stored.ts';
import { createWriter } from './structure/writer.ts';
import type { TapedPut } from './tapes.ts';
import { taskMarks, type TaskMarks } from './tasks.ts';
import type { Value } from '../values/value.ts';
import { createStoredReader } from './structure/storedReader.ts';
import { createListTexts } from './values/listTexts.ts';
import { storedState } from './values/storedState.ts';
import { serializedValue } from './values/textCache.ts';

/** Characters of lists that are kept as clients are sent them. */
const LIST_CHARACTERS = 4 * 1024 * 1024;

type TupleQuery = Parameters<Checkpoints['getTupleSync']>[0];
type ListQuery = Parameters<Checkpoints['listSync']>[0];

/**
 * What reading values needs of a checkpoint, without its writes or without its state. Whoever has come to the checkpoint
 * gives it as `known`: its header is not made again.
 */
export interface StateSource {
  /** Undefined when there is no such checkpoint; changes when a put replaces it. */
  stamp: (key: CheckpointKey) => number | undefined;
  state: (key: CheckpointKey, known?: StoredCheckpoint) => Value | undefined;
  metadata: (key: CheckpointKey, known?: StoredCheckpoint) => Serialized | undefined;
  parent: (key: CheckpointKey) => string | undefined;
  /** By task, then index; of one task only when `taskId` is given. */
  writes: (key: CheckpointKey, taskId?: string, known?: StoredCheckpoint) => StoredTuple['writes'];
}

/**
 * The only place that knows how states are laid out on disk: everything else asks for tuples and rows.
 * Semantics are those of LangGraph's `MemorySaver` and `SqliteSaver` (checkpoint 0.0.18 to 1.1.5): a put
 * replaces a checkpoint of the same id and leaves its writes; a write with idx >= 0 stays as it came first, a
 * negative one is overwritten; writes may come before their checkpoint; the head is the greatest id.
 * `deleted` is called when there is something to free, before it is committed.
 */
export function createCheckpoints(
  db: Database,
  queue: CommitQueue,
  deleted: () => void = () => {},
): Checkpoints & StateSource {
  const reader = createSerializedReader(db);
  const structure = createStoredReader(db);
  const states = { ...structure, listTexts: createListTexts(structure, LIST_CHARACTERS) };
  const writer = createWriter(db, JSON.stringify);
  const find = ({ thread_id, checkpoint_ns, checkpoint_id }: TupleQuery) =>
    findCheckpoint(db, thread_id, checkpoint_ns, checkpoint_id);

  const lightOf = (key: CheckpointKey) =>
    lightRow(db, key.thread_id, key.checkpoint_ns, key.checkpoint_id);

  const getTupleSync = (query: TupleQuery): StoredTuple | null => {
    queue.flush();
    const stored = find(query);
    return stored ? reader.tuple(stored) : null;
  };
  const listSync = (query: ListQuery) => {
    queue.flush();
    return [...listCheckpoints(db, query)].map(reader.tuple);
  };
  const now = (write: () => void) => {
    queue.flush();
    try {
      db.transaction(write);
    } catch (error) {
      writer.reset();
      throw error;
    }
  };
  // What the writer remembers of a transaction that fails was never stored.
  queue.onLost(writer.reset);

  const put =
    ({ checkpoint, metadata, ...row }: PutCheckpoint) =>
    () =>
      writer.put({ ...row, metadata: metadataOf(metadata), state: stateOf(row, checkpoint) });
  const putWrites =
    ({ writes, ...task }: PutWrites) =>
    () =>
      writer.putWrites({ ...task, writes: writes.map(valueOf) });

  const deleteThread = (threadId: string) => {
    forgetThread(db, threadId);
    deleted();
  };

  const rowOf = (key: CheckpointKey) => {
    queue.flush();
    const light = lightOf(key);
    return light && asRow(light, taskMarks(db, key.thread_id, key));
  };
  const store: CheckpointStore = {
    getTuple: async (query) => getTupleSync(query),
    list: async (query) => listSync(query),
    put: (checkpoint) => queue.add(put(checkpoint)),
    putWrites: (writes) => queue.add(putWrites(writes)),
    deleteThread: (threadId) => queue.add(() => deleteThread(threadId)),
  };
  const observed = (onRow: (row: CheckpointRow) => void): EncodedStore => {
    const encoded = createEncodedWriter(db);
    const tell = (key: CheckpointKey) => {
      const row = rowOf(key);
      if (row) onRow(row);
    };
    return {
      ...store,
      getTuple: async (query) => {
        const tuple = getTupleSync(query);
        return tuple && { ...tuple, epoch: encoded.epoch(tuple) };
      },
      put: async (checkpoint) => {
        await store.put(checkpoint);
        tell(checkpoint);
      },
      reserveIds: async (count) => db.transaction(() => takeIds(db, count)),
      readBack: async (key) => {
        queue.flush();
        return encoded.readBack(key);
      },
      putEncoded: async (checkpoint) => {
        let replaced = false;
        await queue.add(() => {
          replaced = encoded.put(checkpoint);
        });
        if (replaced) tell(checkpoint);
        else onRow(newRow(checkpoint));
      },
      putEncodedWrites: (writes) => queue.add(() => encoded.putWrites(writes)),
    };
  };

  const restoring = createEncodedWriter(db);
  const restore = ([name, given]: TapedPut) => {
    if (name === 'put') return put(given)();
    if (name === 'putWrites') return putWrites(given)();
    if (name === 'putEncoded') return void (lightOf(given) ?? restoring.put(given));
    try {
      restoring.putWrites(given);
    } catch (error) {
      // It was stored, and its tape not marked any more.
      if (!isConflict(error)) throw error;
    }
  };

  return {
    ...store,
    observed,
    restore: (puts) => now(() => puts.forEach(restore)),
    getTupleSync,
    listSync,
    putSync: (checkpoint) => now(put(checkpoint)),
    putWritesSync: (writes) => now(putWrites(writes)),
    deleteThreadSync: (threadId) => now(() => deleteThread(threadId)),
    flush: queue.flush,
    head: (threadId, ns) => {
      queue.flush();
      return findCheckpoint(db, threadId, ns)?.checkpoint_id;
    },
    row: rowOf,
    rows: (threadId) => {
      queue.flush();
      const marks = taskMarks(db, threadId);
      return lightRows(db, threadId).map((light) => asRow(light, marks));
    },
    stamp: (key) => {
      queue.flush();
      return lightOf(key)?.stamp;
    },
    parent: (key) => find(key)?.parent_checkpoint_id,
    state: (key, known) => {
      const stored = known ?? find(key);
      if (!stored) return undefined;
      return stored.header.whole
        ? serializedValue(reader.checkpoint(stored))
        : storedState(stored, refsWithPast(db, stored), () => lightOf(key)?.size ?? 0, states);
    },
    metadata: (key, known) => {
      const stored = known ?? find(key);
      return stored && reader.metadata(stored);
    },
    writes: (key, taskId, known) => {
      const stored = known ?? find(key);
      const writes = stored ? reader.writes(stored) : [];
      return taskId === undefined ? writes : writes.filter(({ task_id }) => task_id === taskId);
    },
  };
}

function asRow({ stamp: _stamp, source, ...light }: LightRow, marks: TaskMarks): CheckpointRow {
  return withMarks({ ...light, source: source as CheckpointRow['source'] }, marks.of(light));
}

/** The row of a checkpoint that is new, and so has no tasks. */
function newRow({
  encoded,
  metadata: _metadata,
  run_id: _runId,
  ...row
}: PutEncoded): CheckpointRow {
  const source = row.source as CheckpointRow['source'];
  return withMarks({ ...row, source, size: encoded.size }, []);
}
