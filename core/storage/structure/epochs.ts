import type { Database } from '../database.ts';

/** Of the transaction last asked for: nobody else can change them while it is open. */
let known: { writing: object; epochs: Map<number, number> } | undefined;

/** Grows when something of a pool is taken away or replaced: what others remember of it no longer holds. */
export function nextEpoch(db: Database, pool: number): void {
  db.run(
    'INSERT INTO sequence VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET next = next + 1',
    nameOf(pool),
  );
  if (known?.writing === db.writing()) known?.epochs.delete(pool);
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
