import type { TaskInfo } from '../protocol/model.ts';
import type { Database } from './database.ts';
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
export const tasksOfCheckpoint = 'task INDEXED BY task_of_checkpoint';

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
      const info = again ? asNext(task) : task;
      db.run(
        'INSERT INTO task VALUES (?,?,?,?,?,?)',
        name,
        task.id,
        checkpoint_ns,
        checkpoint_id,
        row.stamp,
        JSON.stringify(info),
      );
    }
  }
}

function asNext(task: TaskInfo): TaskInfo {
  const { error: _e, duration: _d, started_at: _s, hold: _h, run_id: _r, ...known } = task;
  return { ...known, status: 'next', attempt: 1, interrupts: [] };
}

function tasksAt(db: Database, threadId: string, checkpoint_ns: string, checkpoint_id: string) {
  const own = db.all<Row>(
    `SELECT ${columns} FROM ${tasksOfCheckpoint} WHERE thread_id = ? AND checkpoint_ns = ? AND checkpoint_id = ? ORDER BY stamp`,
    taskNameOf(db, threadId),
    checkpoint_ns,
    checkpoint_id,
  );
  return own.length > 0
    ? own
    : borrowedTasks<Row>(db, threadId, 'stamp, info', { checkpoint_ns, checkpoint_id });
}

interface Place {
  id: string;
  checkpoint_ns: string;
  checkpoint_id: string;
}

/**
 * Recorded tasks that a branch has of the threads it began from, oldest first, where it has none newer of its own; of
 * several such threads, each as the nearest has it. They say those threads' ids. `only` narrows them down.
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
  const sql = `SELECT id, checkpoint_ns, checkpoint_id, ${wanted} FROM task AS theirs WHERE thread_id = ?
    AND NOT EXISTS (SELECT 1 FROM task WHERE thread_id = ? AND id = theirs.id)
    ${conditions.map(([column]) => `AND ${column} = ?`).join(' ')} ORDER BY stamp`;
  const owners = [...new Set(segments.map(({ owner }) => owner))];
  const known = new Set<string>();
  const found = owners.map((owner) => {
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
  // A thread that was branched from a branch began later than that one.
  return found.toReversed().flat();
}

/**
 * Before what is recorded of a task is replaced: the branches that have its checkpoint from this thread, or through it, keep
 * what it was. Within the caller's transaction.
 */
export function keepForBranches(db: Database, task: TaskInfo): void {
  const branches = db.all<{ thread_id: string }>(
    `SELECT branch.thread_id FROM lane JOIN lane AS branch ON branch.base = lane.id
     WHERE lane.thread_id = ? AND lane.checkpoint_ns = ? AND branch.before > ?`,
    task.thread_id,
    task.checkpoint_ns,
    compactId(task.checkpoint_id),
  );
  if (branches.length === 0) return;
  const recorded = db.get<Row>(
    `SELECT ${columns} FROM task WHERE thread_id = ? AND id = ?`,
    taskNameOf(db, task.thread_id),
    task.id,
  );
  if (recorded) for (const { thread_id } of branches) giveTask(db, thread_id, recorded);
}

/** Under which name the tasks of a thread are, which may have been deleted. */
function tasksOf(db: Database, owner: string): string {
  const lane = db.get<Lane>('SELECT * FROM lane WHERE thread_id = ? LIMIT 1', owner);
  return lane?.deleted ?? taskNameOf(db, owner);
}

/** Gives the branches of a thread, part of which is about to go, the tasks they have of it. Within the caller's transaction. */
export function settleTasksOf(db: Database, threadId: string): void {
  const borrowers = db.all<{ thread_id: string }>(
    `SELECT DISTINCT branch.thread_id FROM lane JOIN lane AS branch ON branch.base = lane.id WHERE lane.thread_id = ?`,
    threadId,
  );
  for (const { thread_id } of borrowers) {
    for (const row of borrowedTasks<Row>(db, thread_id, 'stamp, info'))
      giveTask(db, thread_id, row);
  }
}

/** What a branch has of a task becomes its own, unless it has its own already. */
function giveTask(db: Database, thread_id: string, { info, ...row }: Row): void {
  db.run(
    'INSERT OR IGNORE INTO task VALUES (?,?,?,?,?,?)',
    taskNameOf(db, thread_id),
    row.id,
    row.checkpoint_ns,
    row.checkpoint_id,
    row.stamp,
    JSON.stringify({ ...(JSON.parse(info) as TaskInfo), thread_id }),
  );
}
