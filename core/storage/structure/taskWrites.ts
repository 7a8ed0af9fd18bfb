import type { Database } from '../database.ts';
import { isConflict } from '../isConflict.ts';
import { compactId, fullId, type CompactId } from './compactId.ts';
import { tasksIn, textOfTasks, type TaskWrites, type WritesText } from './taskRows.ts';

/** Tasks of one row, at most: who reads piece by piece reads a row at a time. */
const MOST = 256;

/** Writes of one checkpoint in the open transaction, which are to be one row. */
interface Gathered {
  lane: number;
  checkpoint_id: string;
  tasks: TaskWrites[];
}

/** By transaction: what one that failed has gathered is never come to again. */
const gathered = new WeakMap<object, Gathered>();

/**
 * Adds what a task has written to the writes of a checkpoint that lies in `lane`. What is added in one transaction is
 * one row where it follows each other, and is stored when the transaction is committed or its table is read.
 */
export function addWrites(
  db: Database,
  lane: number,
  checkpoint_id: string,
  task: TaskWrites,
): void {
  const transaction = db.writing();
  if (!transaction) return insert(db, { lane, checkpoint_id, tasks: [task] });
  const open = gathered.get(transaction);
  const follows = open?.lane === lane && open.checkpoint_id === checkpoint_id;
  if (open && follows && open.tasks.length < MOST) {
    open.tasks.push(task);
    return;
  }
  keepGathered(db);
  gathered.set(transaction, { lane, checkpoint_id, tasks: [task] });
  db.beforeCommit(() => keepGathered(db));
}

function keepGathered(db: Database): void {
  const transaction = db.writing();
  const open = transaction && gathered.get(transaction);
  if (!open) return;
  gathered.delete(transaction);
  insert(db, open);
}

/** Of the checkpoint last stored or written to: most of a super-step's writes follow each other. */
const lastSeq = new WeakMap<Database, { lane: number; checkpoint_id: string; seq: number }>();

/** Says that a checkpoint has just been made, and so has no writes. */
export function startWrites(db: Database, lane: number, checkpoint_id: string): void {
  // Those of the checkpoint before go on where its others are.
  keepGathered(db);
  lastSeq.set(db, { lane, checkpoint_id, seq: 0 });
}

function insert(db: Database, { lane, checkpoint_id, tasks }: Gathered): void {
  const id = compactId(checkpoint_id);
  const put = (seq: number) => {
    insertRow(db, lane, id, seq, tasks);
    lastSeq.set(db, { lane, checkpoint_id, seq });
  };
  const last = lastSeq.get(db);
  const follows = last?.lane === lane && last.checkpoint_id === checkpoint_id;
  try {
    put(follows ? last.seq + 1 : nextSeq(db, lane, id));
  } catch (error) {
    // Another process has written in between.
    if (!isConflict(error)) throw error;
    put(nextSeq(db, lane, id));
  }
}

function nextSeq(db: Database, lane: number, id: CompactId): number {
  const which = 'FROM task_write WHERE lane = ? AND checkpoint = ?';
  // Mostly there is none yet, and that is found out several times as fast.
  if (!db.get(`SELECT 1 ${which}`, lane, id)) return 1;
  return (db.get<{ seq: number }>(`SELECT max(seq) AS seq ${which}`, lane, id)?.seq ?? 0) + 1;
}

function insertRow(
  db: Database,
  lane: number,
  id: CompactId,
  seq: number,
  tasks: TaskWrites[],
): void {
  const { task, path, writes } = textOfTasks(tasks);
  db.run('INSERT INTO task_write VALUES (?,?,?,?,?,?)', lane, id, seq, task, path, writes);
}

/** What tasks have written to a checkpoint, in the order in which they did. */
export function writesOf(db: Database, lane: number, id: CompactId): TaskWrites[] {
  keepGathered(db);
  const sql =
    'SELECT task, path, writes FROM task_write WHERE lane = ? AND checkpoint = ? ORDER BY seq';
  return db.all<WritesText>(sql, lane, id).flatMap(tasksIn);
}

/** The same of those of a lane from one checkpoint to another, by the full id of the checkpoint. */
export function writesBetween(
  db: Database,
  lane: number,
  first: CompactId,
  last: CompactId,
): Map<string, TaskWrites[]> {
  keepGathered(db);
  const found = new Map<string, TaskWrites[]>();
  const rows = db.all<WritesText & { checkpoint: CompactId }>(
    `SELECT checkpoint, task, path, writes FROM task_write WHERE lane = ? AND checkpoint BETWEEN ? AND ?
     ORDER BY checkpoint, seq`,
    lane,
    first,
    last,
  );
  for (const row of rows) {
    const id = fullId(row.checkpoint);
    const known = found.get(id);
    if (known) known.push(...tasksIn(row));
    else found.set(id, tasksIn(row));
  }
  return found;
}

/** A row of them, and how many bytes it takes. */
export interface WritesRow {
  id: CompactId;
  seq: number;
  tasks: TaskWrites[];
  bytes: number;
}

/** Which rows come first, and how keys compare with the one that they follow. */
export interface Way {
  direction: 'ASC' | 'DESC';
  follows: '>' | '<';
}

/** Up to `limit` rows of a lane, from what follows `after`. */
export function writesPage(
  db: Database,
  lane: number,
  { direction, follows }: Way,
  limit: number,
  after?: WritesRow,
): WritesRow[] {
  keepGathered(db);
  const later = after ? `AND (checkpoint, seq) ${follows} (?, ?)` : '';
  const rows = db.all<WritesText & { id: CompactId; seq: number; bytes: number }>(
    `SELECT checkpoint AS id, seq, task, path, writes, octet_length(writes) AS bytes FROM task_write
     WHERE lane = ? ${later} ORDER BY checkpoint ${direction}, seq ${direction} LIMIT ?`,
    lane,
    ...(after ? [after.id, after.seq] : []),
    limit,
  );
  return rows.map((row) => ({ id: row.id, seq: row.seq, bytes: row.bytes, tasks: tasksIn(row) }));
}

/** Puts what was written to a checkpoint beside the same checkpoint in another lane; `kept` says what of it. */
export function copyWrites(
  db: Database,
  from: number,
  id: CompactId,
  to: number,
  kept: (task: TaskWrites) => TaskWrites | undefined,
): void {
  const tasks = writesOf(db, from, id).flatMap((task) => kept(task) ?? []);
  for (let at = 0, seq = nextSeq(db, to, id); at < tasks.length; at += MOST, seq += 1)
    insertRow(db, to, id, seq, tasks.slice(at, at + MOST));
}

/** Copies the writes of the checkpoints of `from` before one that `to` has no checkpoint for. */
export function copyWritesBefore(db: Database, from: number, before: CompactId, to: number): void {
  keepGathered(db);
  db.run(
    `INSERT INTO task_write SELECT ?, checkpoint, seq, task, path, writes FROM task_write AS theirs
     WHERE lane = ? AND checkpoint < ? AND NOT EXISTS
     (SELECT 1 FROM checkpoint WHERE lane = ? AND id = theirs.checkpoint)`,
    to,
    from,
    before,
    to,
  );
}

export function moveWrites(db: Database, from: number, id: CompactId, to: number): void {
  keepGathered(db);
  db.run('UPDATE task_write SET lane = ? WHERE lane = ? AND checkpoint = ?', to, from, id);
}
