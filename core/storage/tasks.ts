import type { CheckpointRow, TaskInfo } from '../protocol/model.ts';
import type { CheckpointKey } from '../runner/messages.ts';
import type { Database } from './database.ts';
import { mergeTask } from '../protocol/mergeTask.ts';
import type { Tasks } from './storage.ts';
import { borrowedTasks } from './taskBranches.ts';

/** The record of tasks. A task's key is its thread and id: LangGraph derives ids from checkpoints. */
export function createTasks(db: Database): Tasks {
  return {
    record: (tasks) => db.transaction(() => tasks.map((task) => keep(db, task))),
    list: (threadId, checkpointId, checkpointNs) =>
      listTasks(db, threadId, checkpointId, checkpointNs),
    cancelRunning: (threadId) => db.transaction(() => cancelRunning(db, threadId)),
  };
}

interface TaskRow {
  info: string;
}

function keep(db: Database, task: TaskInfo): TaskInfo {
  const { thread_id, id } = task;
  const known = db.get<TaskRow>(
    'SELECT info FROM task WHERE thread_id = ? AND id = ?',
    thread_id,
    id,
  );
  const merged = known ? mergeTask(JSON.parse(known.info) as TaskInfo, task) : task;
  db.run(
    `INSERT INTO task VALUES (?,?,?,?,?,?) ON CONFLICT DO UPDATE SET info = excluded.info,
     checkpoint_ns = excluded.checkpoint_ns, checkpoint_id = excluded.checkpoint_id`,
    thread_id,
    id,
    merged.checkpoint_ns,
    merged.checkpoint_id,
    db.stamp(),
    JSON.stringify(merged),
  );
  return merged;
}

function listTasks(
  db: Database,
  threadId: string,
  checkpointId?: string,
  checkpointNs?: string,
): TaskInfo[] {
  const conditions: [column: string, value: string | undefined][] = [
    ['thread_id', threadId],
    ['checkpoint_ns', checkpointNs],
    ['checkpoint_id', checkpointId],
  ];
  const given = conditions.filter((pair): pair is [string, string] => pair[1] !== undefined);
  const borrowed = borrowedTasks<TaskRow>(db, threadId, 'info', {
    checkpoint_id: checkpointId,
    checkpoint_ns: checkpointNs,
  });
  const own = db.all<TaskRow>(
    `SELECT info FROM task WHERE ${given.map(([column]) => `${column} = ?`).join(' AND ')} ORDER BY stamp`,
    ...given.map(([, value]) => value),
  );
  return [...borrowed, ...own].map(({ info }) => ({
    ...(JSON.parse(info) as TaskInfo),
    thread_id: threadId,
  }));
}

function cancelRunning(db: Database, threadId: string): TaskInfo[] {
  const sql = `SELECT info FROM task WHERE thread_id = ? AND info ->> 'status' IN ('running', 'held') ORDER BY stamp`;
  return db
    .all<TaskRow>(sql, threadId)
    .map(({ info }) => keep(db, { ...(JSON.parse(info) as TaskInfo), status: 'cancelled' }));
}

/** One recorded task. */
export function findTask(db: Database, threadId: string, id: string): TaskInfo | undefined {
  const sql = 'SELECT info FROM task WHERE thread_id = ? AND id = ?';
  const row =
    db.get<TaskRow>(sql, threadId, id) ?? borrowedTasks<TaskRow>(db, threadId, 'info', { id })[0];
  return row && { ...(JSON.parse(row.info) as TaskInfo), thread_id: threadId };
}

/** Part of deleting a thread; within the caller's transaction. */
export function deleteTasks(db: Database, threadId: string): void {
  db.run('DELETE FROM task WHERE thread_id = ?', threadId);
}

/** What the recorded tasks say about checkpoints. */
export interface TaskMarks {
  of: (key: CheckpointKey) => Pick<CheckpointRow, 'next' | 'flag'>;
}

interface MarkRow {
  checkpoint_ns: string;
  checkpoint_id: string;
  name: string;
  caller_id: string | null;
  status: TaskInfo['status'];
  failed: number;
}

const markColumns = `info ->> 'name' AS name, info ->> 'caller_id' AS caller_id, info ->> 'status' AS status,
  (info -> 'error') IS NOT NULL AS failed`;

const placeOf = (key?: CheckpointKey) =>
  key && { checkpoint_ns: key.checkpoint_ns, checkpoint_id: key.checkpoint_id };

/** The marks of a thread's checkpoints, or of one only. */
export function taskMarks(db: Database, threadId: string, only?: CheckpointKey): TaskMarks {
  const own = only
    ? db.all<MarkRow>(
        `SELECT checkpoint_ns, checkpoint_id, ${markColumns} FROM task WHERE thread_id = ? AND checkpoint_ns = ? AND checkpoint_id = ? ORDER BY stamp`,
        threadId,
        only.checkpoint_ns,
        only.checkpoint_id,
      )
    : db.all<MarkRow>(
        `SELECT checkpoint_ns, checkpoint_id, ${markColumns} FROM task WHERE thread_id = ? ORDER BY stamp`,
        threadId,
      );
  const borrowed =
    only && own.length > 0 ? [] : borrowedTasks<MarkRow>(db, threadId, markColumns, placeOf(only));
  const rows = [...borrowed, ...own];
  const keyOf = (key: Pick<MarkRow, 'checkpoint_ns' | 'checkpoint_id'>) =>
    `${key.checkpoint_id} ${key.checkpoint_ns}`;
  const grouped = new Map<string, MarkRow[]>();
  for (const row of rows) {
    const others = grouped.get(keyOf(row));
    if (others) others.push(row);
    else grouped.set(keyOf(row), [row]);
  }
  return { of: (key) => marksOf(grouped.get(keyOf(key)) ?? []) };
}

function marksOf(tasks: MarkRow[]): Pick<CheckpointRow, 'next' | 'flag'> {
  // Tasks called by a task are of its super-step, but not what the checkpoint leads to.
  const next = [...new Set(tasks.filter((task) => !task.caller_id).map(({ name }) => name))];
  if (tasks.some((task) => task.failed && task.status !== 'cancelled')) {
    return { next, flag: 'error' };
  }
  return tasks.some(({ status }) => status === 'interrupted')
    ? { next, flag: 'interrupt' }
    : { next };
}
