import type { CheckpointRow, TaskInfo } from '../protocol/model.ts';

type CheckpointKey = Pick<CheckpointRow, 'thread_id' | 'checkpoint_ns' | 'checkpoint_id'>;

/**
 * A row says which nodes run next and whether one failed: facts of its tasks, which come after it. Rows
 * whose tasks say something new are told again, once for all that one batch of events brought.
 */
export function createRowMarks(
  rowOf: (key: CheckpointKey) => CheckpointRow | undefined,
  changed: (row: CheckpointRow) => void,
) {
  const told = new Map<string, string>();
  const dirty = new Map<string, CheckpointKey>();
  const keyOf = ({ thread_id, checkpoint_ns, checkpoint_id }: CheckpointKey) =>
    `${thread_id} ${checkpoint_ns} ${checkpoint_id}`;
  const marks = ({ next, flag }: CheckpointRow) => JSON.stringify([next, flag]);

  const flush = () => {
    for (const [key, of] of dirty) {
      const row = rowOf(of);
      if (!row || told.get(key) === marks(row)) continue;
      told.set(key, marks(row));
      changed(row);
    }
    dirty.clear();
  };

  return {
    sawRow(row: CheckpointRow) {
      told.set(keyOf(row), marks(row));
      const [oldest] = told.keys();
      if (told.size > 1_000 && oldest !== undefined) told.delete(oldest);
    },
    sawTasks(tasks: TaskInfo[]) {
      if (dirty.size === 0) queueMicrotask(flush);
      for (const task of tasks) dirty.set(keyOf(task), task);
    },
  };
}
