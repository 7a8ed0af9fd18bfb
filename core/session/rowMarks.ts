import type { CheckpointRow, TaskInfo } from '../protocol/model.ts';
import { withMarks, type MarkingTask } from '../protocol/taskMarks.ts';

type CheckpointKey = Pick<CheckpointRow, 'thread_id' | 'checkpoint_ns' | 'checkpoint_id'>;

interface Marked {
  key: CheckpointKey;
  /** The row as it was made here: then all its tasks are known too. */
  made?: CheckpointRow;
  tasks: Map<string, MarkingTask>;
  /** The marks last told. */
  told?: string;
}

/** Checkpoints remembered at least, and at most twice as many; of others the row is looked up. */
const REMEMBERED = 1_000;

/**
 * A row says which nodes run next and whether one failed: facts of its tasks, which come after it. Rows
 * whose tasks say something new are told again, once for all that one turn brought.
 */
export function createRowMarks(
  rowOf: (key: CheckpointKey) => CheckpointRow | undefined,
  changed: (row: CheckpointRow) => void,
) {
  let known = new Map<string, Marked>();
  /** Those before; forgotten together, since a map that loses its first entry each time takes longer to find the next. */
  let older = new Map<string, Marked>();
  const dirty = new Set<Marked>();
  const said = ({ next, flag }: CheckpointRow) => JSON.stringify([next, flag]);

  const markedOf = (given: CheckpointKey): Marked => {
    const { thread_id, checkpoint_ns, checkpoint_id } = given;
    const key = `${thread_id} ${checkpoint_ns} ${checkpoint_id}`;
    const marked = known.get(key) ??
      older.get(key) ?? {
        key: { thread_id, checkpoint_ns, checkpoint_id },
        tasks: new Map<string, MarkingTask>(),
      };
    known.set(key, marked);
    if (known.size === REMEMBERED) {
      older = known;
      known = new Map();
    }
    return marked;
  };

  const flush = () => {
    for (const marked of dirty) {
      const { key, made, tasks, told } = marked;
      const row = made ? withMarks(made, [...tasks.values()]) : rowOf(key);
      if (!row || told === said(row)) continue;
      marked.told = said(row);
      changed(row);
    }
    dirty.clear();
  };

  return {
    /** A checkpoint was stored. Answers with the row to tell: its tasks may have been told before it. */
    sawRow(given: CheckpointRow): CheckpointRow {
      const marked = markedOf(given);
      const isNew = !given.flag && given.next.every((node) => node === '__start__');
      const row = isNew ? withMarks(given, [...marked.tasks.values()]) : given;
      if (isNew) marked.made = given;
      else delete marked.made;
      marked.told = said(row);
      return row;
    },
    sawTasks(tasks: TaskInfo[]) {
      // In the next turn: a checkpoint that came together with its tasks is on disk by then, and need not be looked up.
      if (dirty.size === 0) setImmediate(flush);
      for (const task of tasks) {
        const marked = markedOf(task);
        const { id, name, caller_id, status, error } = task;
        marked.tasks.set(id, { name, ...(caller_id && { caller_id }), status, failed: !!error });
        dirty.add(marked);
      }
    },
  };
}
