import type { TaskInfo } from '../../core/protocol/model.ts';
import { callingNamespace } from '../../core/protocol/namespace.ts';

/** Of one thread, or of several that have a past in common. */
export type Tasks = Readonly<Record<string, TaskInfo>>;

interface TaskIndex {
  /** By id of the checkpoint they run from, in any namespace. */
  from: Map<string, TaskInfo[]>;
  /** What was called, by id of the calling task; what was not, by the namespace of the task that it lies within. */
  within: Map<string, TaskInfo[]>;
}

/** Made once for a record, of which there is a new one at every change: many ask, and a long thread has thousands. */
const indexes = new WeakMap<Tasks, TaskIndex>();
const none: readonly TaskInfo[] = [];

/** The tasks that run from a checkpoint, in all threads and namespaces that have one of this id. */
export const tasksFrom = (tasks: Tasks, checkpointId: string | undefined): readonly TaskInfo[] =>
  (checkpointId === undefined ? undefined : indexOf(tasks).from.get(checkpointId)) ?? none;

/** What a task called: functional tasks, and the tasks of its subgraphs. */
export function tasksBelow(tasks: Tasks, { id, task_ns }: TaskInfo): TaskInfo[] {
  const { within } = indexOf(tasks);
  return [...(within.get(id) ?? none), ...(within.get(task_ns) ?? none)];
}

function indexOf(tasks: Tasks): TaskIndex {
  const known = indexes.get(tasks) ?? makeIndex(tasks);
  indexes.set(tasks, known);
  return known;
}

function makeIndex(tasks: Tasks): TaskIndex {
  const index: TaskIndex = { from: new Map(), within: new Map() };
  for (const id in tasks) {
    const task = tasks[id] as TaskInfo;
    add(index.from, task.checkpoint_id, task);
    add(index.within, task.caller_id ?? callingNamespace(task.checkpoint_ns), task);
  }
  return index;
}

function add(lists: Map<string, TaskInfo[]>, key: string, task: TaskInfo): void {
  const list = lists.get(key);
  if (list) list.push(task);
  else lists.set(key, [task]);
}
