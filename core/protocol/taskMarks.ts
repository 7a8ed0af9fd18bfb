import type { CheckpointRow, TaskInfo } from './model.ts';

/** What of a task its checkpoint's row depends on. */
export interface MarkingTask {
  name: string;
  caller_id?: string | null;
  status: TaskInfo['status'];
  /** SQL's truth is a number. */
  failed: boolean | number;
}

/** Its failure is not, or not yet, that of its step. */
const mayGoOn: readonly MarkingTask['status'][] = ['cancelled', 'held'];

/** What a row says of the tasks that ran from its checkpoint, given in the order in which they began. */
export function marksOf(tasks: MarkingTask[]): Pick<CheckpointRow, 'next' | 'flag'> {
  // Tasks called by a task are of its super-step, but not what the checkpoint leads to.
  const next = [...new Set(tasks.filter((task) => !task.caller_id).map(({ name }) => name))];
  if (tasks.some((task) => task.failed && !mayGoOn.includes(task.status))) {
    return { next, flag: 'error' };
  }
  return tasks.some(({ status }) => status === 'interrupted')
    ? { next, flag: 'interrupt' }
    : { next };
}

/** A row with the marks of its tasks. START runs in no task of its own: LangGraph says so of an input, and so do we. */
export function withMarks(row: Omit<CheckpointRow, 'next'>, tasks: MarkingTask[]): CheckpointRow {
  const { flag: _earlier, ...unmarked } = row;
  const { next, ...mark } = marksOf(tasks);
  const first = next.length === 0 && row.source === 'input' ? ['__start__'] : next;
  return { ...unmarked, ...mark, next: first };
}
