import type { CheckpointRow } from '../protocol/model.ts';
import type {
  CheckpointKey,
  CheckpointStore,
  PutCheckpoint,
  PutWrites,
  Serialized,
  StoredTuple,
} from '../runner/messages.ts';
import type { CommitQueue } from './commitQueue.ts';
import type { Database } from './database.ts';
import type { Checkpoints } from './storage.ts';
import { deleteTasks, taskMarks, type TaskMarks } from './tasks.ts';

type TupleQuery = Parameters<Checkpoints['getTupleSync']>[0];
type ListQuery = Parameters<Checkpoints['listSync']>[0];

/** What reading values needs of a checkpoint, without its writes or without its state. */
export interface StateSource {
  /** Undefined when there is no such checkpoint; changes when a put replaces it. */
  stamp: (key: CheckpointKey) => number | undefined;
  state: (key: CheckpointKey) => Serialized | undefined;
  metadata: (key: CheckpointKey) => Serialized | undefined;
  parent: (key: CheckpointKey) => string | undefined;
  /** By task, then index; of one task only when `taskId` is given. */
  writes: (key: CheckpointKey, taskId?: string) => StoredTuple['writes'];
}

const keyIs = 'thread_id = ? AND checkpoint_ns = ? AND checkpoint_id = ?';

/**
 * The only place that knows how states are laid out on disk: everything else asks for tuples and rows.
 * Semantics are those of LangGraph's `MemorySaver` and `SqliteSaver` (checkpoint 0.0.18 to 1.1.5): a put
 * replaces a checkpoint of the same id and leaves its writes; a write with idx >= 0 stays as it came first, a
 * negative one is overwritten; writes may come before their checkpoint; the head is the greatest id.
 */
export function createCheckpoints(db: Database, queue: CommitQueue): Checkpoints & StateSource {
  const getTupleSync = (query: TupleQuery) => {
    queue.flush();
    return readTuple(db, query);
  };
  const listSync = (query: ListQuery) => {
    queue.flush();
    return listTuples(db, query);
  };
  const now = (write: () => void) => {
    queue.flush();
    db.transaction(write);
  };

  const rowOf = (key: CheckpointKey) => {
    queue.flush();
    const light = lightRow(db, key);
    return light && asRow(light, taskMarks(db, key.thread_id, key));
  };
  const store: CheckpointStore = {
    getTuple: async (query) => getTupleSync(query),
    list: async (query) => listSync(query),
    put: (checkpoint) => queue.add(() => put(db, checkpoint)),
    putWrites: (writes) => queue.add(() => putWrites(db, writes)),
    deleteThread: (threadId) => queue.add(() => deleteThread(db, threadId)),
  };
  const observed = (onRow: (row: CheckpointRow) => void): CheckpointStore => ({
    ...store,
    put: async (checkpoint) => {
      await store.put(checkpoint);
      const row = rowOf(checkpoint);
      if (row) onRow(row);
    },
  });

  return {
    ...store,
    observed,
    getTupleSync,
    listSync,
    putSync: (checkpoint) => now(() => put(db, checkpoint)),
    putWritesSync: (writes) => now(() => putWrites(db, writes)),
    deleteThreadSync: (threadId) => now(() => deleteThread(db, threadId)),
    row: rowOf,
    rows: (threadId) => {
      queue.flush();
      const marks = taskMarks(db, threadId);
      return db
        .all<LightRow>(
          'SELECT * FROM checkpoint WHERE thread_id = ? ORDER BY checkpoint_id DESC, stamp DESC',
          threadId,
        )
        .map((light) => asRow(light, marks));
    },
    stamp: (key) => {
      queue.flush();
      return lightRow(db, key)?.stamp;
    },
    parent: (key) => lightRow(db, key)?.parent_checkpoint_id ?? undefined,
    state: (key) => blobOf(db, key, 'checkpoint'),
    metadata: (key) => blobOf(db, key, 'metadata'),
    writes: (key, taskId) => readWrites(db, key, taskId),
  };
}

interface LightRow extends CheckpointKey {
  parent_checkpoint_id: string | null;
  step: number;
  source: string;
  changed: string;
  size: number;
  created_at: string;
  as_node: string | null;
  stamp: number;
}

function lightRow(db: Database, key: CheckpointKey): LightRow | undefined {
  return db.get<LightRow>(`SELECT * FROM checkpoint WHERE ${keyIs}`, ...keyOf(key));
}

function asRow(light: LightRow, marks: TaskMarks): CheckpointRow {
  const { next, flag } = marks.of(light);
  return {
    thread_id: light.thread_id,
    checkpoint_ns: light.checkpoint_ns,
    checkpoint_id: light.checkpoint_id,
    ...(light.parent_checkpoint_id && { parent_checkpoint_id: light.parent_checkpoint_id }),
    step: light.step,
    source: light.source as CheckpointRow['source'],
    // LangGraph's own task between the input and the first nodes, which nobody reports.
    next: next.length === 0 && light.source === 'input' ? ['__start__'] : next,
    changed: JSON.parse(light.changed) as string[],
    size: light.size,
    created_at: light.created_at,
    ...(light.as_node !== null && { asNode: light.as_node }),
    ...(flag && { flag }),
  };
}

const keyOf = (key: CheckpointKey) =>
  [key.thread_id, key.checkpoint_ns, key.checkpoint_id] as const;

function put(db: Database, checkpoint: PutCheckpoint): void {
  const [type, bytes] = checkpoint.checkpoint;
  db.run(
    'INSERT OR REPLACE INTO checkpoint VALUES (?,?,?,?,?,?,?,?,?,?,?,?)',
    ...keyOf(checkpoint),
    checkpoint.parent_checkpoint_id ?? null,
    checkpoint.step,
    checkpoint.source,
    JSON.stringify(checkpoint.changed),
    bytes.length,
    checkpoint.created_at,
    checkpoint.asNode ?? null,
    checkpoint.run_id ?? null,
    db.stamp(),
  );
  db.run(
    'INSERT OR REPLACE INTO checkpoint_value VALUES (?,?,?,?,?,?,?)',
    ...keyOf(checkpoint),
    ...checkpoint.metadata,
    type,
    bytes,
  );
}

function putWrites(db: Database, writes: PutWrites): void {
  for (const { idx, channel, value } of writes.writes) {
    db.run(
      `INSERT OR ${idx < 0 ? 'REPLACE' : 'IGNORE'} INTO checkpoint_write VALUES (?,?,?,?,?,?,?,?,?)`,
      ...keyOf(writes),
      writes.task_id,
      idx,
      writes.task_path,
      channel,
      ...value,
    );
  }
}

function deleteThread(db: Database, threadId: string): void {
  db.run('DELETE FROM checkpoint WHERE thread_id = ?', threadId);
  db.run('DELETE FROM checkpoint_value WHERE thread_id = ?', threadId);
  db.run('DELETE FROM checkpoint_write WHERE thread_id = ?', threadId);
  deleteTasks(db, threadId);
}

interface WriteRow {
  task_id: string;
  task_path: string;
  idx: number;
  channel: string;
  type: string;
  value: Uint8Array;
}

interface ValueRow {
  metadata_type: string;
  metadata: Uint8Array;
  checkpoint_type: string;
  checkpoint: Uint8Array;
}

function readTuple(db: Database, query: TupleQuery): StoredTuple | null {
  const { thread_id, checkpoint_ns } = query;
  const head =
    'SELECT checkpoint_id FROM checkpoint WHERE thread_id = ? AND checkpoint_ns = ? ORDER BY checkpoint_id DESC LIMIT 1';
  // An empty id means the head too: LangGraph's `getCheckpointId` says '' for none.
  const checkpoint_id =
    query.checkpoint_id ||
    db.get<{ checkpoint_id: string }>(head, thread_id, checkpoint_ns)?.checkpoint_id;
  return checkpoint_id ? tupleOf(db, { thread_id, checkpoint_ns, checkpoint_id }) : null;
}

/** Sorts keys, not states: a state must not go through SQLite's sorter. */
function listTuples(db: Database, query: ListQuery): StoredTuple[] {
  const conditions: [column: string, value: string | undefined][] = [
    ['thread_id =', query.thread_id || undefined],
    ['checkpoint_ns =', query.checkpoint_ns],
    ['checkpoint_id =', query.checkpoint_id || undefined],
    ['checkpoint_id <', query.before || undefined],
  ];
  const given = conditions.filter((pair): pair is [string, string] => pair[1] !== undefined);
  const where = given.map(([column]) => `${column} ?`).join(' AND ') || 'TRUE';
  return db
    .all<CheckpointKey>(
      `SELECT thread_id, checkpoint_ns, checkpoint_id FROM checkpoint WHERE ${where} ORDER BY checkpoint_id DESC LIMIT ?`,
      ...given.map(([, value]) => value),
      query.limit ?? -1,
    )
    .flatMap((key) => tupleOf(db, key) ?? []);
}

function tupleOf(db: Database, key: CheckpointKey): StoredTuple | null {
  const light = lightRow(db, key);
  const stored = db.get<ValueRow>(`SELECT * FROM checkpoint_value WHERE ${keyIs}`, ...keyOf(key));
  if (!light || !stored) return null;
  return {
    thread_id: key.thread_id,
    checkpoint_ns: key.checkpoint_ns,
    checkpoint_id: key.checkpoint_id,
    ...(light.parent_checkpoint_id && { parent_checkpoint_id: light.parent_checkpoint_id }),
    checkpoint: [stored.checkpoint_type, stored.checkpoint],
    metadata: [stored.metadata_type, stored.metadata],
    writes: readWrites(db, key),
  };
}

function blobOf(
  db: Database,
  key: CheckpointKey,
  column: 'checkpoint' | 'metadata',
): Serialized | undefined {
  const sql = `SELECT ${column}_type AS type, ${column} AS value FROM checkpoint_value WHERE ${keyIs}`;
  const row = db.get<{ type: string; value: Uint8Array }>(sql, ...keyOf(key));
  return row && [row.type, row.value];
}

function readWrites(db: Database, key: CheckpointKey, taskId?: string): StoredTuple['writes'] {
  const sql = `SELECT task_id, task_path, idx, channel, type, value FROM checkpoint_write WHERE ${keyIs}`;
  const rows =
    taskId === undefined
      ? db.all<WriteRow>(`${sql} ORDER BY task_id, idx`, ...keyOf(key))
      : db.all<WriteRow>(`${sql} AND task_id = ? ORDER BY idx`, ...keyOf(key), taskId);
  return rows.map(({ type, value, ...write }) => ({ ...write, value: [type, value] }));
}
