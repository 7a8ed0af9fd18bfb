import type { CheckpointRow, TaskInfo, ThreadInfo } from '../../core/protocol/model.ts';
import { checkpointKey, headRow } from '../store/selectors.ts';

type Threads = Readonly<Record<string, ThreadInfo>>;
type Rows = Record<string, CheckpointRow>;

/** Threads that have a past in common, as one. */
export interface Family {
  /** Each checkpoint once: that of the thread shown, where it has it. */
  rows: CheckpointRow[];
  /** By `checkpointKey`: the threads that stand there. Empty for a thread without relatives. */
  heads: Map<string, ThreadInfo[]>;
}

/** By the records they were found in: they are asked for at every change. */
const known = new WeakMap<Threads, Map<string, ThreadInfo[]>>();

/**
 * A thread that others were branched from, as far as it is still there, and all of these. Empty for a thread by itself.
 */
export function familyOf(threads: Threads, threadId: string): ThreadInfo[] {
  const families = known.get(threads) ?? byFirst(threads);
  known.set(threads, families);
  return families.get(firstOf(threads, threadId)) ?? [];
}

function byFirst(threads: Threads): Map<string, ThreadInfo[]> {
  const families = new Map<string, ThreadInfo[]>();
  for (const thread of Object.values(threads)) {
    // Most are no branches, and there may be thousands.
    if (!thread.origin) continue;
    const first = firstOf(threads, thread.thread_id);
    const root = threads[first];
    const family = families.get(first) ?? (root ? [root] : []);
    if (thread !== root) family.push(thread);
    families.set(first, family);
  }
  return families;
}

/** The thread that one goes back to, through all branches. */
function firstOf(threads: Threads, threadId: string): string {
  const seen = new Set<string>();
  let first = threadId;
  while (!seen.has(first)) {
    seen.add(first);
    first = threads[first]?.origin?.thread_id ?? first;
  }
  return first;
}

type Tasks = Record<string, TaskInfo>;

/** All tasks of a family; by id the one of the thread shown, as a branch has its own of what it began with. */
export function mergeTasks(own: Tasks, others: Tasks[]): Tasks {
  if (others.length === 0) return own;
  const all: Tasks = { ...own };
  for (const tasks of others) {
    for (const [id, task] of Object.entries(tasks)) {
      all[id in all ? `${task.thread_id} ${id}` : id] = task;
    }
  }
  return all;
}

/** `own` are the rows of the thread shown, `others` those of the rest of its family. */
export function mergeFamily(
  own: { thread: ThreadInfo | undefined; rows: Rows },
  others: { thread: ThreadInfo; rows: Rows }[],
): Family {
  const heads = new Map<string, ThreadInfo[]>();
  if (others.length === 0) return { rows: Object.values(own.rows), heads };
  for (const { thread, rows } of [own, ...others]) {
    const head = headRow(rows);
    if (!thread || !head) continue;
    const key = checkpointKey(head);
    heads.set(key, [...(heads.get(key) ?? []), thread]);
  }
  const rows: Rows = Object.assign({}, ...others.map((other) => other.rows), own.rows) as Rows;
  return { rows: Object.values(rows), heads };
}
