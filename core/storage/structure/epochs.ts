import type { Database } from '../database.ts';
import { whileWriting } from './whileWriting.ts';

/** Of which threads the epochs are that began here, by pool and epoch. */
const begun = new WeakMap<Database, Map<string, string>>();
/** Epochs to remember that of. */
const KNOWN = 10_000;

const epochs = whileWriting(
  (db, pool) =>
    db.get<{ next: number }>('SELECT next FROM sequence WHERE name = ?', nameOf(pool))?.next ?? 0,
);

/** Grows when something of a thread is taken away or replaced: what others remember of its pool no longer holds. */
export function nextEpoch(db: Database, pool: number, threadId: string): void {
  db.run(
    'INSERT INTO sequence VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET next = next + 1',
    nameOf(pool),
  );
  epochs.forget(db, pool);
  const epoch = epochOf(db, pool);
  db.afterCommit(() => {
    const threads = begun.get(db) ?? new Map<string, string>();
    begun.set(db, threads);
    if (threads.size >= KNOWN) threads.clear();
    threads.set(keyOf(pool, epoch), threadId);
  });
}

export const epochOf = epochs.of;

/**
 * Whether all that was taken from a pool after an epoch is known to be of other threads. A thread has all that it refers to:
 * nothing of that goes with another.
 */
export function isOfOthers(db: Database, pool: number, since: number, threadId: string): boolean {
  const threads = begun.get(db);
  for (let epoch = epochOf(db, pool); epoch > since; epoch--) {
    const of = threads?.get(keyOf(pool, epoch));
    if (of === undefined || of === threadId) return false;
  }
  return true;
}

const keyOf = (pool: number, epoch: number): string => `${pool} ${epoch}`;

const nameOf = (pool: number): string => `epoch ${pool}`;
