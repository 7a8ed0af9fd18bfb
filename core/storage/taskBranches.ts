import type { TaskInfo } from '../protocol/model.ts';
import type { Bindable, Database } from './database.ts';
import { compactId, fullId } from './structure/compactId.ts';
import type { Branched } from './structure/branch.ts';
import type { Lane } from './structure/lanes.ts';
import { borrowedSegments } from './structure/segments.ts';
import { taskNameOf } from './taskNames.ts';

interface Row {
  id: string;
  checkpoint_ns: string;
  checkpoint_id: string;
  stamp: number;
  info: string;
}

const columns = 'checkpoint_ns, checkpoint_id, id, stamp, info';

/** Left to itself, SQLite reads all tasks of the thread to find a checkpoint's. */
const byCheckpoint = 'INDEXED BY task_of_checkpoint';
export const tasksOfCheckpoint = `task ${byCheckpoint}`;
const theirsOfCheckpoint = `task AS theirs ${byCheckpoint}`;

/**
 * The tasks of what a branch copied, as its own: those that are to run again as if they never had. Within the
 * caller's transaction.
 */
export function copyTasks(
  db: Database,
  from: string,
  to: string,
  { copied, restarts }: Branched,
): void {
  const name = taskNameOf(db, to);
  for (const { checkpoint_ns, checkpoint_id } of copied) {
    for (const row of tasksAt(db, from, checkpoint_ns, checkpoint_id)) {
      const task = { ...(JSON.parse(row.info) as TaskInfo), thread_id: to };
      const again = restarts(checkpoint_id, task.id);
      // What a task called is called again by it.
      if (again && task.caller_id !== undefined) continue;
      insertTask(db, name, row, again ? asNext(task) : task);
    }
  }
}

function asNext(task: TaskInfo): TaskInfo {
  const { error: _e, duration: _d, started_at: _s, hold: _h, run_id: _r, ...known } = task;
  return { ...known, status: 'next', attempt: 1, interrupts: [] };
}

function tasksAt(db: Database, threadId: string, checkpoint_ns: string, checkpoint_id: string) {
  const own = db.all<Row>(
    `SELECT ${columns} FROM ${tasksOfCheckpoint} WHERE thread_id = ? AND checkpoint_ns = ? AND checkpoint_id = ?`,
    taskNameOf(db, threadId),
    checkpoint_ns,
    checkpoint_id,
  );
  const place = { checkpoint_ns, checkpoint_id };
  return [...borrowedTasks<Row>(db, threadId, 'stamp, info', place), ...own];
}

interface Place {
  id: string;
  checkpoint_ns: string;
  checkpoint_id: string;
}

/**
 * Recorded tasks that a branch has of the threads it began from, and not of its own; each as the nearest of those has it. In
 * no order, and with those threads' ids. `only` narrows them down.
 */
export function borrowedTasks<Columns>(
  db: Database,
  threadId: string,
  wanted: string,
  only: { checkpoint_id?: string; checkpoint_ns?: string; id?: string } = {},
): (Columns & Place)[] {
  const segments = borrowedSegments(db, threadId);
  const conditions = Object.entries(only).filter(
    (pair): pair is [string, string] => pair[1] !== undefined,
  );
  const own = taskNameOf(db, threadId);
  const table = only.checkpoint_id === undefined ? 'task AS theirs' : theirsOfCheckpoint;
  const sql = `SELECT id, checkpoint_ns, checkpoint_id, ${wanted} FROM ${table} WHERE thread_id = ?
    AND NOT EXISTS (SELECT 1 FROM task WHERE thread_id = ? AND id = theirs.id)
    ${conditions.map(([column]) => `AND ${column} = ?`).join(' ')}`;
  const owners = [...new Set(segments.map(({ owner }) => owner))];
  const known = new Set<string>();
  return owners.flatMap((owner) => {
    const before = new Map(
      segments
        .filter((segment) => segment.owner === owner)
        .map((segment) => [segment.checkpoint_ns, fullId(segment.before)]),
    );
    return db
      .all<Columns & Place>(sql, tasksOf(db, owner), own, ...conditions.map(([, value]) => value))
      .filter((row) => row.checkpoint_id < (before.get(row.checkpoint_ns) ?? ''))
      .filter(({ id }) => !known.has(id) && known.add(id));
  });
}

/**
 * Before what is recorded of a task is replaced: the branches that have its checkpoint from this thread, or through it, keep
 * what it was. Within the caller's transaction.
 */
export function keepForBranches(db: Database, task: TaskInfo): void {
  const { id, thread_id, checkpoint_ns, checkpoint_id } = task;
  const where = 'AND lane.checkpoint_ns = ? AND branch.before > ?';
  giveToBranches(db, thread_id, { id }, where, checkpoint_ns, compactId(checkpoint_id));
}

/** Gives the branches of a thread, part of which is about to go, the tasks they have of it. Within the caller's transaction. */
export const settleTasksOf = (db: Database, threadId: string): void =>
  giveToBranches(db, threadId, {});

/** What the branches of a thread have of tasks becomes their own. `where` says which of its lanes and branches count. */
function giveToBranches(
  db: Database,
  threadId: string,
  only: { id?: string },
  where = '',
  ...values: Bindable[]
): void {
  // Of one that was deleted those that were branched from it, if there still are such.
  const branches = db.all<{ thread_id: string }>(
    `WITH RECURSIVE heir (lane, thread_id, deleted) AS (
       SELECT branch.id, branch.thread_id, branch.deleted FROM lane JOIN lane AS branch ON branch.base = lane.id
       WHERE lane.thread_id = ? ${where}
       UNION ALL
       SELECT lane.id, lane.thread_id, lane.deleted FROM heir JOIN lane ON lane.base = heir.lane
       WHERE heir.deleted IS NOT NULL)
     SELECT DISTINCT thread_id FROM heir WHERE deleted IS NULL`,
    threadId,
    ...values,
  );
  for (const { thread_id } of branches) {
    const name = taskNameOf(db, thread_id);
    for (const row of borrowedTasks<Row>(db, thread_id, 'stamp, info', only))
      insertTask(db, name, row, { ...(JSON.parse(row.info) as TaskInfo), thread_id });
  }
}

/** A task where and when `row` says, under the name of a thread's tasks. */
const insertTask = (db: Database, name: string, row: Row, info: TaskInfo): void =>
  void db.run(
    'INSERT INTO task VALUES (?,?,?,?,?,?)',
    name,
    row.id,
    row.checkpoint_ns,
    row.checkpoint_id,
    row.stamp,
    JSON.stringify(info),
  );

/** Under which name the tasks of a thread are, which may have been deleted. */
function tasksOf(db: Database, owner: string): string {
  const lane = db.get<Lane>('SELECT * FROM lane WHERE thread_id = ? LIMIT 1', owner);
  return lane?.deleted ?? taskNameOf(db, owner);
}
