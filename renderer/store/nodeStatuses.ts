import type { CheckpointRow, TaskInfo, TaskStatus } from '../../core/protocol/model.ts';
import { activeRows, activeTasks, checkpointKey, shownRow } from './selectors.ts';
import type { AppState } from './store.ts';
import type { Tasks } from './taskIndex.ts';

type Rows = Record<string, CheckpointRow>;

/** What a node that ran several times shows: the most urgent of its statuses. */
const rank: Record<TaskStatus, number> = {
  cancelled: 0,
  done: 1,
  next: 2,
  error: 3,
  interrupted: 4,
  running: 5,
  held: 6,
};

let last: { key: unknown[]; statuses: Record<string, TaskStatus> } | undefined;

/** Each node's status at the moment shown, by node id. Every node on the canvas asks, so the answer is kept. */
export function nodeStatuses(state: AppState): Record<string, TaskStatus> {
  const key = [activeRows(state), activeTasks(state), state.checkpoint];
  if (!last || key.some((part, index) => part !== last?.key[index])) {
    const followsHead = state.checkpoint === undefined;
    last = {
      key,
      statuses: statusesAt(activeRows(state), activeTasks(state), shownRow(state), followsHead),
    };
  }
  return last.statuses;
}

/**
 * `done` for what led to `shown` since the last input. For its own tasks: what they are (at the head),
 * or that they were next (at a moment of the past, when they had not run yet).
 */
export function statusesAt(
  rows: Rows,
  tasks: Tasks,
  shown: CheckpointRow | undefined,
  followsHead: boolean,
): Record<string, TaskStatus> {
  const statuses: Record<string, TaskStatus> = {};
  if (!shown) return statuses;
  const path = lineage(rows, shown);
  for (const task of Object.values(tasks)) {
    const from = startOf(task, tasks, shown.checkpoint_ns);
    if (from === undefined) continue;
    const followed = path.get(from);
    const status =
      from === shown.checkpoint_id
        ? ownStatus(task, shown, followsHead)
        : followed && pastStatus(task, followed);
    if (!status) continue;
    const before = statuses[task.node];
    if (!before || rank[status] > rank[before]) statuses[task.node] = status;
  }
  return statuses;
}

/** Of a task that runs from the moment shown. What lies in a subgraph had not begun at a moment of the past. */
function ownStatus(
  task: TaskInfo,
  shown: CheckpointRow,
  followsHead: boolean,
): TaskStatus | undefined {
  if (followsHead) return task.status;
  if (task.checkpoint_ns !== shown.checkpoint_ns) return undefined;
  return task.status === 'done' || task.status === 'running' ? 'next' : task.status;
}

/** Of a task on the way to the moment shown: what had not finished was left behind, unless an update stood in for it. */
function pastStatus(task: TaskInfo, followed: CheckpointRow): TaskStatus | undefined {
  if (task.status === 'done' || task.status === 'running' || task.status === 'held') {
    return task.status;
  }
  return followed.asNode === task.name ? 'done' : undefined;
}

/**
 * The checkpoints from the shown one's parent back to the input that began this piece of work, each with
 * the row that followed it on this line.
 */
function lineage(rows: Rows, shown: CheckpointRow): Map<string, CheckpointRow> {
  const path = new Map<string, CheckpointRow>();
  const { checkpoint_ns } = shown;
  let row: CheckpointRow | undefined = shown;
  while (row && row.source !== 'input' && row.parent_checkpoint_id !== undefined) {
    const id: string = row.parent_checkpoint_id;
    if (path.has(id)) break;
    path.set(id, row);
    row = rows[checkpointKey({ checkpoint_ns, checkpoint_id: id })];
  }
  return path;
}

/** The checkpoint in namespace `ns` that a task, or the task it lies below, runs from. */
function startOf(task: TaskInfo, tasks: Tasks, ns: string): string | undefined {
  if (task.checkpoint_ns === ns) return task.checkpoint_id;
  const below = ns === '' ? task.checkpoint_ns : task.checkpoint_ns.slice(ns.length + 1);
  if (ns !== '' && !task.checkpoint_ns.startsWith(`${ns}|`)) return undefined;
  const caller = tasks[below.split('|')[0]?.split(':').at(-1) ?? ''];
  return caller?.checkpoint_ns === ns ? caller.checkpoint_id : undefined;
}
