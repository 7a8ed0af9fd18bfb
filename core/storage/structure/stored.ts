import type { Header } from '../../structure/header.ts';
import type { Database } from '../database.ts';
import { compactId, fullId, type CompactId } from './compactId.ts';
import { headersOf, readHeader, type HeaderRow } from './headers.ts';
import { createLanes, type Lane } from './lanes.ts';
import type { StoredWrite } from './writer.ts';

/** A stored checkpoint, its values still references. */
export interface StoredCheckpoint {
  lane: Lane;
  id: CompactId;
  checkpoint_id: string;
  parent_checkpoint_id?: string;
  created_at: string;
  metadata: string | Uint8Array;
  header: Header;
}

export interface StoredTaskWrite {
  task_id: string;
  task_path: string;
  write: StoredWrite;
}

export interface Query {
  thread_id?: string;
  checkpoint_ns?: string;
  checkpoint_id?: string;
  /** Exclusive. */
  before?: string;
  limit?: number;
}

interface Row extends HeaderRow {
  created_at: string;
  metadata: string | Uint8Array;
}

const columns = 'lane, id, parent, depth, header, created_at, metadata';

/** Read at a time, so that who wants only the newest does not wait for all. */
const PAGE = 128;

function asStored(lane: Lane, row: Row, header: Header): StoredCheckpoint {
  return {
    lane,
    id: row.id,
    checkpoint_id: fullId(row.id),
    ...(row.parent !== null && { parent_checkpoint_id: fullId(row.parent) }),
    created_at: row.created_at,
    metadata: row.metadata,
    header,
  };
}

/** One checkpoint; the newest of its namespace when no id is given. */
export function findCheckpoint(
  db: Database,
  threadId: string,
  ns: string,
  checkpointId?: string,
): StoredCheckpoint | undefined {
  const lane = createLanes(db).find(threadId, ns);
  if (!lane) return undefined;
  // An empty id means the newest too: LangGraph's `getCheckpointId` says '' for none.
  const row = checkpointId
    ? db.get<Row>(
        `SELECT ${columns} FROM checkpoint WHERE lane = ? AND id = ?`,
        lane.id,
        compactId(checkpointId),
      )
    : db.get<Row>(
        `SELECT ${columns} FROM checkpoint WHERE lane = ? ORDER BY id DESC LIMIT 1`,
        lane.id,
      );
  const header = row && readHeader(db, lane.id, row.id);
  return row && header && asStored(lane, row, header);
}

/** Newest first; headers are read when a checkpoint is come to. */
export function* listCheckpoints(db: Database, query: Query): Generator<StoredCheckpoint> {
  const lanes = createLanes(db)
    .list(query.thread_id || undefined)
    .filter(
      ({ checkpoint_ns: ns }) => query.checkpoint_ns === undefined || ns === query.checkpoint_ns,
    );
  if (lanes.length === 0) return;
  const byId = new Map(lanes.map((lane) => [lane.id, lane]));
  const within = `lane IN (${lanes.map(({ id }) => id).join(',')})`;
  const exact = query.checkpoint_id ? [compactId(query.checkpoint_id)] : [];
  let left = query.limit ?? Infinity;
  let before = query.before ? [compactId(query.before)] : [];
  while (left > 0) {
    const page = Math.min(left, PAGE);
    const rows = db.all<Row>(
      `SELECT ${columns} FROM checkpoint WHERE ${within} ${exact.length > 0 ? 'AND id = ?' : ''}
       ${before.length > 0 ? 'AND id < ?' : ''} ORDER BY id DESC, stamp DESC LIMIT ?`,
      ...exact,
      ...before,
      page,
    );
    yield* asStoredRows(db, rows, byId);
    const last = rows.at(-1);
    if (rows.length < page || !last) return;
    left -= rows.length;
    before = [last.id];
  }
}

function asStoredRows(db: Database, rows: Row[], lanes: Map<number, Lane>): StoredCheckpoint[] {
  const headers = headersOf(db, rows);
  return rows.flatMap((row) => {
    const lane = lanes.get(row.lane);
    const header = headers.get(row);
    return lane && header ? [asStored(lane, row, header)] : [];
  });
}

interface WriteRow {
  task: CompactId;
  path: string;
  writes: string;
}

/**
 * The writes of a checkpoint's tasks by task, then index. Of equal indices the first counts, except negative
 * ones (errors, interrupts, resumes…), where it is the last: LangGraph's rules.
 */
export function readWrites(db: Database, lane: number, id: CompactId): StoredTaskWrite[] {
  const rows = db.all<WriteRow>(
    'SELECT task, path, writes FROM task_write WHERE lane = ? AND checkpoint = ? ORDER BY seq',
    lane,
    id,
  );
  const kept = new Map<string, StoredTaskWrite>();
  for (const { task, path, writes } of rows) {
    const task_id = fullId(task);
    for (const write of JSON.parse(writes) as StoredWrite[]) {
      const key = `${task_id},${write[0]}`;
      if (write[0] < 0 || !kept.has(key)) kept.set(key, { task_id, task_path: path, write });
    }
  }
  return [...kept.values()].sort(
    (a, b) =>
      (a.task_id < b.task_id ? -1 : a.task_id > b.task_id ? 1 : 0) || a.write[0] - b.write[0],
  );
}
