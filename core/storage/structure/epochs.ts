import type { Database } from '../database.ts';

/** By transaction: nobody else can change them while it is open. */
const known = new WeakMap<object, Map<number, number>>();

/** Grows when something of a pool is taken away or replaced: what others remember of it no longer holds. */
export function nextEpoch(db: Database, pool: number): void {
  db.run(
    'INSERT INTO sequence VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET next = next + 1',
    nameOf(pool),
  );
  const writing = db.writing();
  if (writing) known.get(writing)?.delete(pool);
}

export function epochOf(db: Database, pool: number): number {
  const writing = db.writing();
  const epochs = (writing && known.get(writing)) ?? new Map<number, number>();
  const before = epochs.get(pool);
  if (before !== undefined) return before;
  const row = db.get<{ next: number }>('SELECT next FROM sequence WHERE name = ?', nameOf(pool));
  const epoch = row?.next ?? 0;
  if (writing) known.set(writing, epochs.set(pool, epoch));
  return epoch;
}

const nameOf = (pool: number): string => `epoch ${pool}`;
