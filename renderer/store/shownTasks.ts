import type { CheckpointRow, TaskInfo } from '../../core/protocol/model.ts';

/** A task and how deep it lies below the checkpoint's own. */
export interface ShownTask {
  task: TaskInfo;
  depth: number;
}

/**
 * The tasks that ran, or are to run, from a checkpoint; below each what it called: functional tasks, and
 * the tasks of its subgraph, whose namespace begins with its own.
 */
export function shownTasks(tasks: TaskInfo[], row: CheckpointRow): ShownTask[] {
  const own = tasks.filter(
    (task) =>
      task.checkpoint_id === row.checkpoint_id &&
      task.checkpoint_ns === row.checkpoint_ns &&
      task.caller_id === undefined,
  );
  const below = (caller: TaskInfo): TaskInfo[] =>
    tasks.filter(
      (task) =>
        task.caller_id === caller.id ||
        (task.caller_id === undefined && task.checkpoint_ns === caller.task_ns),
    );
  const seen = new Set<string>();
  const list = (task: TaskInfo, depth: number): ShownTask[] => {
    if (seen.has(task.id)) return [];
    seen.add(task.id);
    return [{ task, depth }, ...below(task).flatMap((inner) => list(inner, depth + 1))];
  };
  return own.flatMap((task) => list(task, 0));
}
