import type {
  CheckpointRow,
  GraphModel,
  SessionInfo,
  TaskInfo,
  TaskStatus,
  ThreadInfo,
} from '../../core/protocol/model.ts';
import type { AppState } from './store.ts';

/** The key of a checkpoint within its thread. */
export const checkpointKey = (
  row: Pick<CheckpointRow, 'checkpoint_id' | 'checkpoint_ns'>,
): string => `${row.checkpoint_ns}#${row.checkpoint_id}`;

export const activeSession = (state: AppState): SessionInfo | undefined =>
  state.sessionId === undefined ? undefined : state.sessions[state.sessionId];

export const activeGraph = (state: AppState): GraphModel | null | undefined =>
  state.sessionId === undefined ? undefined : state.graphs[state.sessionId];

export const activeThread = (state: AppState): ThreadInfo | undefined =>
  state.sessionId === undefined || state.threadId === undefined
    ? undefined
    : state.threads[state.sessionId]?.[state.threadId];

const noRows: Record<string, CheckpointRow> = {};
const noTasks: Record<string, TaskInfo> = {};

export const activeRows = (state: AppState): Record<string, CheckpointRow> =>
  state.rows[state.threadId ?? ''] ?? noRows;

export const activeTasks = (state: AppState): Record<string, TaskInfo> =>
  state.tasks[state.threadId ?? ''] ?? noTasks;

/** The greatest checkpoint id of the root namespace: LangGraph's own idea of a thread's head (ids sort by time). */
export function headRow(rows: Record<string, CheckpointRow>): CheckpointRow | undefined {
  let head: CheckpointRow | undefined;
  for (const row of Object.values(rows)) {
    if (row.checkpoint_ns === '' && (!head || row.checkpoint_id > head.checkpoint_id)) head = row;
  }
  return head;
}

/** The checkpoint the canvas and the inspector show: the chosen one, else the head. */
export const shownRow = (state: AppState): CheckpointRow | undefined =>
  state.checkpoint
    ? activeRows(state)[checkpointKey(state.checkpoint)]
    : headRow(activeRows(state));

const rank: Record<TaskStatus, number> = {
  done: 0,
  cancelled: 1,
  next: 2,
  error: 3,
  interrupted: 4,
  running: 5,
  held: 6,
};

/**
 * Each node's status at the moment shown. At the head: what the last run did to it. At an earlier
 * checkpoint: `done` for what led to it, and what its own tasks were waiting for or became.
 */
export function nodeStatuses(state: AppState): Record<string, TaskStatus> {
  const shown = shownRow(state);
  const statuses: Record<string, TaskStatus> = {};
  if (!shown) return statuses;
  const followsHead = state.checkpoint === undefined;
  const thread = activeThread(state);
  for (const task of Object.values(activeTasks(state))) {
    const status = statusAt(task, shown, followsHead, thread);
    const before = statuses[task.node];
    if (status && (!before || rank[status] > rank[before])) statuses[task.node] = status;
  }
  return statuses;
}

function statusAt(
  task: TaskInfo,
  shown: CheckpointRow,
  followsHead: boolean,
  thread: ThreadInfo | undefined,
): TaskStatus | undefined {
  const ofShown = task.checkpoint_id === shown.checkpoint_id;
  if (followsHead) {
    if (ofShown) return task.status;
    const runId = thread?.run_id;
    return task.run_id !== undefined && task.run_id === runId ? task.status : undefined;
  }
  if (ofShown) return task.status === 'done' || task.status === 'running' ? 'next' : task.status;
  return task.checkpoint_id === shown.parent_checkpoint_id && task.status === 'done'
    ? 'done'
    : undefined;
}

/** The pending interrupts at the moment shown, oldest first. */
export const shownInterrupts = (state: AppState) => {
  const shown = shownRow(state);
  if (!shown) return [];
  const ofMoment = (task: TaskInfo) =>
    task.status === 'interrupted' &&
    (task.checkpoint_id === shown.checkpoint_id || state.checkpoint === undefined);
  const seen = new Set<string>();
  return Object.values(activeTasks(state))
    .filter(ofMoment)
    .flatMap((task) => task.interrupts)
    .filter((interrupt) => !seen.has(interrupt.id) && seen.add(interrupt.id));
};
