import { StudioError } from '../protocol/errors.ts';
import { mergeTask } from '../protocol/mergeTask.ts';
import type { CheckpointRow, TaskInfo, ThreadInfo } from '../protocol/model.ts';
import type { Ledger } from '../protocol/history.ts';

type RowKey = Pick<CheckpointRow, 'thread_id' | 'checkpoint_ns' | 'checkpoint_id'>;

/** A ledger that can also be told what was seen elsewhere. */
export interface MemoryLedger extends Ledger {
  /** Undefined where `thread` would throw. */
  known: (threadId: string) => ThreadInfo | undefined;
  keepThread: (thread: ThreadInfo) => void;
  keepRow: (row: CheckpointRow) => void;
  /** All namespaces, newest first. */
  rows: (threadId: string) => CheckpointRow[];
  forget: (threadId: string) => void;
}

/** For threads whose truth is kept by somebody else (a server, a foreign database): what was seen of them since. */
export function createMemoryLedger(): MemoryLedger {
  const threads = new Map<string, ThreadInfo>();
  const tasks = new Map<string, Map<string, TaskInfo>>();
  const rows = new Map<string, Map<string, CheckpointRow>>();
  const keyOf = ({ checkpoint_ns, checkpoint_id }: RowKey) => `${checkpoint_ns} ${checkpoint_id}`;

  const thread = (threadId: string): ThreadInfo => {
    const known = threads.get(threadId);
    if (known) return { ...known, checkpointCount: rows.get(threadId)?.size ?? 0 };
    throw new StudioError('unknownThread', `There is no thread ${threadId}.`);
  };

  const recordTask = (task: TaskInfo): TaskInfo => {
    const ofThread = tasks.get(task.thread_id) ?? new Map<string, TaskInfo>();
    tasks.set(task.thread_id, ofThread);
    const known = ofThread.get(task.id);
    const merged = known ? mergeTask(known, task) : task;
    ofThread.set(task.id, merged);
    return merged;
  };

  return {
    thread,
    known: (threadId) => (threads.has(threadId) ? thread(threadId) : undefined),
    keepThread: (info) => void threads.set(info.thread_id, info),

    setStanding(threadId, { state, stopped, run_id }) {
      const { stopped: _stopped, run_id: _run, ...kept } = thread(threadId);
      threads.set(threadId, {
        ...kept,
        updated_at: new Date().toISOString(),
        state,
        ...(stopped && { stopped }),
        ...(run_id !== undefined && { run_id }),
      });
      return thread(threadId);
    },

    recordTasks: (reported) => reported.map(recordTask),

    cancelRunning: (threadId) =>
      [...(tasks.get(threadId)?.values() ?? [])]
        .filter(({ status }) => status === 'running' || status === 'held')
        .map((task) => recordTask({ ...task, status: 'cancelled' })),

    tasks: (threadId, checkpointId, checkpointNs) =>
      [...(tasks.get(threadId)?.values() ?? [])].filter(
        (task) =>
          (checkpointId === undefined || task.checkpoint_id === checkpointId) &&
          (checkpointNs === undefined || task.checkpoint_ns === checkpointNs),
      ),

    keepRow(row) {
      const ofThread = rows.get(row.thread_id) ?? new Map<string, CheckpointRow>();
      rows.set(row.thread_id, ofThread);
      ofThread.set(keyOf(row), row);
    },

    row: (key) => rows.get(key.thread_id)?.get(keyOf(key)),

    // Checkpoint ids are UUIDs of version 6: their order is that of time.
    rows: (threadId) =>
      [...(rows.get(threadId)?.values() ?? [])].toSorted((a, b) =>
        a.checkpoint_id < b.checkpoint_id ? 1 : -1,
      ),

    forget(threadId) {
      for (const kept of [threads, tasks, rows]) kept.delete(threadId);
    },
  };
}
