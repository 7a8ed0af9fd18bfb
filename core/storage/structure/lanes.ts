import type { Database } from '../database.ts';
import type { CompactId } from './compactId.ts';

/** One namespace of one thread. */
export interface Lane {
  id: number;
  thread_id: string;
  checkpoint_ns: string;
  /** Threads that share stored data: a thread and its branches. */
  pool: number;
  /** Of a branch: the lane that has its checkpoints before `before`. */
  base: number | null;
  before: CompactId | null;
  /**
   * Of a lane that was deleted and is still to be freed: the name of its thread's recorded tasks, empty when they are not to
   * go with it. Nobody finds it by its thread any more; branches may still have checkpoints of it.
   */
  deleted?: string | null;
}

export interface Lanes {
  find: (threadId: string, ns: string) => Lane | undefined;
  /** Makes it when there is none yet; a new thread has a pool of its own unless one is given. */
  make: (
    threadId: string,
    ns: string,
    pool?: number,
    from?: { base: number; before: CompactId },
  ) => Lane;
  /** All of a thread, or of everything. */
  list: (threadId?: string) => Lane[];
  byId: (id: number) => Lane | undefined;
}

export function createLanes(db: Database): Lanes {
  const find = (threadId: string, ns: string) =>
    db.get<Lane>('SELECT * FROM lane WHERE thread_id = ? AND checkpoint_ns = ?', threadId, ns);
  const poolOf = (threadId: string) =>
    db.get<{ pool: number }>('SELECT pool FROM lane WHERE thread_id = ? LIMIT 1', threadId)?.pool;

  return {
    find,
    byId: (id) => db.get<Lane>('SELECT * FROM lane WHERE id = ?', id),
    list: (threadId) =>
      threadId === undefined
        ? db.all<Lane>('SELECT * FROM lane WHERE deleted IS NULL ORDER BY id')
        : db.all<Lane>('SELECT * FROM lane WHERE thread_id = ? ORDER BY id', threadId),
    make: (threadId, ns, pool, from) => {
      const known = find(threadId, ns);
      if (known) return known;
      const shared = pool ?? poolOf(threadId) ?? takeIds(db, 1);
      db.run(
        'INSERT INTO lane (thread_id, checkpoint_ns, pool, base, before) VALUES (?, ?, ?, ?, ?)',
        threadId,
        ns,
        shared,
        from?.base ?? null,
        from?.before ?? null,
      );
      return find(threadId, ns) as Lane;
    },
  };
}

/** The first of `count` ids that nobody else gets. */
export function takeIds(db: Database, count: number): number {
  db.run("UPDATE sequence SET next = next + ? WHERE name = 'id'", count);
  const row = db.get<{ next: number }>("SELECT next FROM sequence WHERE name = 'id'");
  return (row?.next ?? count + 1) - count;
}
