import type { TaskInfo } from '../protocol/model.ts';
import type { MarkingTask } from '../protocol/taskMarks.ts';
import type { CheckpointKey } from '../runner/messages.ts';
import type { CommitQueue } from './commitQueue.ts';
import type { Database } from './database.ts';
import { mergeTask } from '../protocol/mergeTask.ts';
import type { Tasks } from './storage.ts';
import { borrowedTasks, keepForBranches, tasksOfCheckpoint } from './taskBranches.ts';
import { taskNameOf } from './taskNames.ts';

/**
 * The record of tasks. A task's key is its thread and id: LangGraph derives ids from checkpoints. Reports go to disk with
 * the checkpoints that come in the same turn, and only as the last of them says: a short task is written once.
 */
export function createTasks(db: Database, queue: CommitQueue): Tasks {
  const unwritten = new Map<string, TaskInfo>();
  let scheduled = false;
  const keyOf = ({ thread_id, id }: TaskInfo) => `${thread_id} ${id}`;

  const write = async () => {
    let written: TaskInfo[] = [];
    scheduled = true;
    try {
      await queue.add(() => {
        scheduled = false;
        written = [...unwritten.values()];
        for (const task of written) keep(db, task);
      });
    } catch (error) {
      scheduled = false;
      throw error;
    }
    for (const task of written) {
      if (unwritten.get(keyOf(task)) === task) unwritten.delete(keyOf(task));
    }
  };

  const record = (task: TaskInfo): TaskInfo => {
    const key = keyOf(task);
    const known = unwritten.get(key) ?? stored(db, task);
    const merged = known ? mergeTask(known, task) : task;
    unwritten.set(key, merged);
    return merged;
  };

  const recordAll = (tasks: TaskInfo[]): TaskInfo[] => {
    const merged = tasks.map(record);
    // What cannot be written is kept, and written with what is reported next; a full disk is told by the checkpoints.
    if (!scheduled && merged.length > 0) write().catch(() => {});
    return merged;
  };

  return {
    record: recordAll,
    list: (threadId, checkpointId, checkpointNs) => {
      queue.flush();
      return listTasks(db, threadId, checkpointId, checkpointNs);
    },
    cancelRunning: (threadId) => {
      queue.flush();
      const cancelled = recordAll(listRunning(db, threadId));
      queue.flush();
      return cancelled;
    },
  };
}

interface TaskRow {
  stamp: number;
  info: string;
}

/** What a branch has of others may be its own by now, but is no newer for that. */
const oldestFirst = <Row extends { stamp: number }>(rows: Row[]): Row[] =>
  rows.sort((one, other) => one.stamp - other.stamp);

function stored(db: Database, { thread_id, id }: TaskInfo): TaskInfo | undefined {
  const sql = 'SELECT info FROM task WHERE thread_id = ? AND id = ?';
  const row = db.get<TaskRow>(sql, taskNameOf(db, thread_id), id);
  return row && (JSON.parse(row.info) as TaskInfo);
}

function keep(db: Database, task: TaskInfo): void {
  const { id, checkpoint_ns, checkpoint_id } = task;
  const name = taskNameOf(db, task.thread_id);
  const info = JSON.stringify(task);
  const sql = 'INSERT INTO task VALUES (?,?,?,?,?,?) ON CONFLICT DO NOTHING';
  // Most are written once, and only what is replaced is any branch's business.
  if (db.run(sql, name, id, checkpoint_ns, checkpoint_id, db.stamp(), info) > 0) return;
  keepForBranches(db, task);
  db.run(
    'UPDATE task SET info = ?, checkpoint_ns = ?, checkpoint_id = ? WHERE thread_id = ? AND id = ?',
    info,
    checkpoint_ns,
    checkpoint_id,
    name,
    id,
  );
}

function listTasks(
  db: Database,
  threadId: string,
  checkpointId?: string,
  checkpointNs?: string,
): TaskInfo[] {
  const conditions: [column: string, value: string | undefined][] = [
    ['thread_id', taskNameOf(db, threadId)],
    ['checkpoint_ns', checkpointNs],
    ['checkpoint_id', checkpointId],
  ];
  const given = conditions.filter((pair): pair is [string, string] => pair[1] !== undefined);
  const borrowed = borrowedTasks<TaskRow>(db, threadId, 'stamp, info', {
    checkpoint_id: checkpointId,
    checkpoint_ns: checkpointNs,
  });
  const own = db.all<TaskRow>(
    `SELECT stamp, info FROM ${checkpointId === undefined ? 'task' : tasksOfCheckpoint} WHERE ${given.map(([column]) => `${column} = ?`).join(' AND ')}`,
    ...given.map(([, value]) => value),
  );
  return oldestFirst([...borrowed, ...own]).map(({ info }) => ({
    ...(JSON.parse(info) as TaskInfo),
    thread_id: threadId,
  }));
}

/** The tasks that nobody runs any more, as they are to be recorded. */
function listRunning(db: Database, threadId: string): TaskInfo[] {
  const sql = `SELECT info FROM task WHERE thread_id = ? AND info ->> 'status' IN ('running', 'held') ORDER BY stamp`;
  return db
    .all<TaskRow>(sql, taskNameOf(db, threadId))
    .map(({ info }) => ({ ...(JSON.parse(info) as TaskInfo), status: 'cancelled' }));
}

/** One recorded task. */
export function findTask(db: Database, threadId: string, id: string): TaskInfo | undefined {
  const sql = 'SELECT info FROM task WHERE thread_id = ? AND id = ?';
  const row =
    db.get<TaskRow>(sql, taskNameOf(db, threadId), id) ??
    borrowedTasks<TaskRow>(db, threadId, 'info', { id })[0];
  return row && { ...(JSON.parse(row.info) as TaskInfo), thread_id: threadId };
}

/** The recorded tasks of checkpoints, as far as their rows depend on them. */
export interface TaskMarks {
  of: (key: CheckpointKey) => MarkingTask[];
}

interface MarkRow extends MarkingTask {
  stamp: number;
  checkpoint_ns: string;
  checkpoint_id: string;
}

const markColumns = `stamp, info ->> 'name' AS name, info ->> 'caller_id' AS caller_id, info ->> 'status' AS status,
  (info -> 'error') IS NOT NULL AS failed`;

const placeOf = (key?: CheckpointKey) =>
  key && { checkpoint_ns: key.checkpoint_ns, checkpoint_id: key.checkpoint_id };

/** The marks of a thread's checkpoints, or of one only. */
export function taskMarks(db: Database, threadId: string, only?: CheckpointKey): TaskMarks {
  const name = taskNameOf(db, threadId);
  const own = only
    ? db.all<MarkRow>(
        `SELECT checkpoint_ns, checkpoint_id, ${markColumns} FROM ${tasksOfCheckpoint} WHERE thread_id = ? AND checkpoint_ns = ? AND checkpoint_id = ?`,
        name,
        only.checkpoint_ns,
        only.checkpoint_id,
      )
    : db.all<MarkRow>(
        `SELECT checkpoint_ns, checkpoint_id, ${markColumns} FROM task WHERE thread_id = ?`,
        name,
      );
  const borrowed = borrowedTasks<MarkRow>(db, threadId, markColumns, placeOf(only));
  const rows = oldestFirst([...borrowed, ...own]);
  const keyOf = (key: Pick<MarkRow, 'checkpoint_ns' | 'checkpoint_id'>) =>
    `${key.checkpoint_id} ${key.checkpoint_ns}`;
  const grouped = new Map<string, MarkRow[]>();
  for (const row of rows) {
    const others = grouped.get(keyOf(row));
    if (others) others.push(row);
    else grouped.set(keyOf(row), [row]);
  }
  return { of: (key) => grouped.get(keyOf(key)) ?? [] };
}
