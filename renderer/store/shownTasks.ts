import type { CheckpointRow, TaskInfo } from '../../core/protocol/model.ts';
import { tasksBelow, tasksFrom, type Tasks } from './taskIndex.ts';

/** A task and how deep it lies below the checkpoint's own. */
export interface ShownTask {
  task: TaskInfo;
  depth: number;
}

/**
 * The tasks that ran, or are to run, from a checkpoint; below each what it called: functional tasks, and
 * the tasks of its subgraph, whose namespace begins with its own.
 */
export function shownTasks(tasks: Tasks, row: CheckpointRow): ShownTask[] {
  const own = tasksFrom(tasks, row.checkpoint_id).filter(
    (task) => task.checkpoint_ns === row.checkpoint_ns && task.caller_id === undefined,
  );
  const seen = new Set<string>();
  const list = (task: TaskInfo, depth: number): ShownTask[] => {
    if (seen.has(task.id)) return [];
    seen.add(task.id);
    return [{ task, depth }, ...tasksBelow(tasks, task).flatMap((inner) => list(inner, depth + 1))];
  };
  return own.flatMap((task) => list(task, 0));
}
