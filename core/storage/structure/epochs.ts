import type { Database } from '../database.ts';

/** Of the transaction last asked for: nobody else can change them while it is open. */
let known: { writing: object; epochs: Map<number, number> } | undefined;

/** By pool, of which threads the epochs are that began here. */
const begun = new WeakMap<Database, Map<number, Map<number, string>>>();
/** Epochs of a pool to remember that of. */
const KNOWN = 10_000;

/** Grows when something of a thread is taken away or replaced: what others remember of its pool no longer holds. */
export function nextEpoch(db: Database, pool: number, threadId: string): void {
  db.run(
    'INSERT INTO sequence VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET next = next + 1',
    nameOf(pool),
  );
  if (known?.writing === db.writing()) known?.epochs.delete(pool);
  const epoch = epochOf(db, pool);
  db.afterCommit(() => {
    const pools = begun.get(db) ?? new Map<number, Map<number, string>>();
    begun.set(db, pools);
    const threads = pools.get(pool) ?? new Map<number, string>();
    pools.set(pool, threads);
    if (threads.size >= KNOWN) threads.clear();
    threads.set(epoch, threadId);
  });
}

/**
 * Whether all that was taken from a pool after an epoch is known to be of other threads. A thread has all that it refers to:
 * nothing of that goes with another.
 */
export function isOfOthers(db: Database, pool: number, since: number, threadId: string): boolean {
  const threads = begun.get(db)?.get(pool);
  for (let epoch = epochOf(db, pool); epoch > since; epoch--) {
    const of = threads?.get(epoch);
    if (of === undefined || of === threadId) return false;
  }
  return true;
}

export function epochOf(db: Database, pool: number): number {
  const writing = db.writing();
  if (!writing) return storedEpoch(db, pool);
  if (known?.writing !== writing) known = { writing, epochs: new Map() };
  const { epochs } = known;
  const before = epochs.get(pool);
  if (before !== undefined) return before;
  const epoch = storedEpoch(db, pool);
  epochs.set(pool, epoch);
  return epoch;
}

const storedEpoch = (db: Database, pool: number): number =>
  db.get<{ next: number }>('SELECT next FROM sequence WHERE name = ?', nameOf(pool))?.next ?? 0;

const nameOf = (pool: number): string => `epoch ${pool}`;
