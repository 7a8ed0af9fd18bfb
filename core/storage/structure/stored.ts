import type { Header } from '../../structure/header.ts';
import type { Database } from '../database.ts';
import { compactId, compareIds, fullId, type CompactId } from './compactId.ts';
import { headersOf, readHeader, type HeaderRow } from './headers.ts';
import { createLanes, type Lane } from './lanes.ts';
import { segmentsOf, type Segment } from './segments.ts';
import { sourceOf, type Place, type Source } from './source.ts';
import { NO_TASK, type StoredWrite, type TaskWrites } from './taskRows.ts';
import { writesBetween, writesOf } from './taskWrites.ts';

/** A stored checkpoint, its values still references. */
export interface StoredCheckpoint {
  lane: Lane;
  id: CompactId;
  checkpoint_id: string;
  parent_checkpoint_id?: string;
  created_at: string;
  metadata: string | Uint8Array;
  header: Header;
  /** What `readWrites` would read, of one that was read together with others. */
  tasks?: TaskWrites[];
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

interface Row extends HeaderRow, Place {
  created_at: string;
  metadata: string | Uint8Array;
}

const columns = 'lane, id, parent, depth, header, created_at, metadata, stamp';

/** Read at a time, so that who wants only the newest does not wait for all. */
const PAGE = 128;

function asStored(lane: Lane, row: Row, header: Header): StoredCheckpoint {
  return {
    lane,
    id: row.id,
    checkpoint_id: fullId(row.id),
    ...(row.parent !== null &&
      compareIds(row.parent, row.id) !== 0 && { parent_checkpoint_id: fullId(row.parent) }),
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
  const id = checkpointId ? compactId(checkpointId) : undefined;
  const row = segmentsOf(db, lane)
    .flatMap((segment) => newestIn(db, segment, id) ?? [])
    .reduce<Row | undefined>(
      (newest, one) => (newest && compareIds(newest.id, one.id) >= 0 ? newest : one),
      undefined,
    );
  const header = row && readHeader(db, row.lane, row.id);
  return row && header && asStored({ ...lane, id: row.lane }, row, header);
}

/** The newest checkpoint of a segment, or the one with an id. */
function newestIn(db: Database, { lane, before }: Segment, id?: CompactId): Row | undefined {
  const values: CompactId[] = [];
  if (before !== null) values.push(before);
  if (id !== undefined) values.push(id);
  return db.get<Row>(
    `SELECT ${columns}, 0 AS part FROM checkpoint WHERE lane = ? ${before === null ? '' : 'AND id < ?'}
     ${id === undefined ? 'ORDER BY id DESC LIMIT 1' : 'AND id = ?'}`,
    lane,
    ...values,
  );
}

/** Newest first; headers are read when a checkpoint is come to. */
export function* listCheckpoints(db: Database, query: Query): Generator<StoredCheckpoint> {
  const lanes = createLanes(db)
    .list(query.thread_id || undefined)
    .filter(
      ({ checkpoint_ns: ns }) => query.checkpoint_ns === undefined || ns === query.checkpoint_ns,
    );
  if (lanes.length === 0) return;
  const source = sourceOf(db, lanes);
  const exact = query.checkpoint_id ? [compactId(query.checkpoint_id)] : [];
  const before = query.before ? [compactId(query.before)] : [];
  let left = query.limit ?? Infinity;
  let reached: CompactId[] = [];
  /** Of the rows with the id that was reached: there are several where a branch has a copy, and in no known order. */
  let seen = new Set<string>();
  while (left > 0) {
    const page = Math.min(left, PAGE) + seen.size;
    const which = [
      ...exact.map(() => 'id = ?'),
      ...before.map(() => 'id < ?'),
      ...reached.map(() => 'id <= ?'),
    ];
    const rows = db.all<Row>(
      `${source.select(columns, which)} ORDER BY id DESC, stamp DESC LIMIT ?`,
      ...source.values(...exact, ...before, ...reached),
      page,
    );
    const atReached = (row: Row) => reached.some((id) => compareIds(row.id, id) === 0);
    const fresh = rows.filter((row) => !(atReached(row) && seen.has(placeOf(row))));
    const stored = asStoredRows(db, fresh, source.lanesOf);
    yield* stored.slice(0, left);
    const last = rows.at(-1);
    if (rows.length < page || !last) return;
    left -= stored.length;
    reached = [last.id];
    seen = new Set(rows.filter(atReached).map(placeOf));
  }
}

const placeOf = ({ part, lane }: Place): string => `${part} ${lane}`;

function asStoredRows(db: Database, rows: Row[], lanesOf: Source['lanesOf']): StoredCheckpoint[] {
  const headers = headersOf(db, rows);
  const tasks = tasksOf(db, rows);
  return rows.flatMap((row) => {
    const header = headers.get(row);
    if (!header) return [];
    // The id is that of where it lies, for whoever reads its writes.
    return lanesOf(row).map((lane) => ({
      ...asStored({ ...lane, id: row.lane }, row, header),
      tasks: tasks.get(row.lane)?.get(fullId(row.id)) ?? [],
    }));
  });
}

/** The writes of a page of checkpoints, which are newest first, with one query for each lane. */
function tasksOf(db: Database, rows: Row[]): Map<number, Map<string, TaskWrites[]>> {
  const tasks = new Map<number, Map<string, TaskWrites[]>>();
  for (const lane of new Set(rows.map((row) => row.lane))) {
    const ids = rows.filter((row) => row.lane === lane).map(({ id }) => id);
    const [first, last] = [ids.at(-1) as CompactId, ids[0] as CompactId];
    tasks.set(lane, writesBetween(db, lane, first, last));
  }
  return tasks;
}

/** Whether anything was written to it by no task: LangGraph applies that to the state when it lists it. */
export const hasLooseWrites = ({ tasks = [] }: StoredCheckpoint): boolean =>
  tasks.some(({ task_id }) => task_id === NO_TASK);

/**
 * The writes of a checkpoint's tasks by task, then index. Of equal indices the first counts, except negative
 * ones (errors, interrupts, resumes…), where it is the last: LangGraph's rules.
 */
export function readWrites(
  db: Database,
  { lane, id, tasks }: Pick<StoredCheckpoint, 'lane' | 'id' | 'tasks'>,
): StoredTaskWrite[] {
  const kept = new Map<string, StoredTaskWrite>();
  for (const { task_id, task_path, writes } of tasks ?? writesOf(db, lane.id, id)) {
    for (const write of writes) {
      const key = `${task_id},${write[0]}`;
      if (write[0] < 0 || !kept.has(key)) kept.set(key, { task_id, task_path, write });
    }
  }
  return [...kept.values()].sort(
    (a, b) =>
      (a.task_id < b.task_id ? -1 : a.task_id > b.task_id ? 1 : 0) || a.write[0] - b.write[0],
  );
}
