import type { Database } from '../database.ts';
import { compactId, compareIds, fullId, type CompactId } from './compactId.ts';
import type { Lane } from './lanes.ts';
import type { Found } from './reachable.ts';
import { findUnneeded, type Rows } from './unneeded.ts';

/** What nobody can come to any more. */
export type Garbage =
  | { datum: number }
  | { list: number }
  | { list: number; at: number }
  /** All rows of a lane, or those of checkpoints from an id on; without one the lane goes too. */
  | { lane: number; from?: string }
  /** The recorded tasks of that name. */
  | { tasks: string };

/** What is freed in one transaction, at most: rows, and bytes of theirs. */
const ROWS = 64;
const BYTES = 1024 * 1024;

/** Notes down what is to be freed, a row for each transaction of freeing. Within the caller's transaction. */
export function keepGarbage(db: Database, items: Garbage[]): void {
  db.run('INSERT INTO garbage (items) VALUES (?)', JSON.stringify(items));
}

/**
 * Frees some of what is noted down, in a transaction of its own; `done` hears of tasks of which nothing is left, within it.
 * Answers whether there was anything. Data go with their note: none are freed twice, so that a list may grow again from
 * where it was cut.
 */
export function freeSome(db: Database, done: (tasks: string) => void): boolean {
  const first = 'SELECT id, items FROM garbage ORDER BY id LIMIT 1';
  // Mostly there is nothing, and that needs no lock.
  if (!db.get(first)) return false;
  db.transaction(() => {
    const row = db.get<{ id: number; items: string }>(first);
    if (!row) return;
    const items = JSON.parse(row.items) as Garbage[];
    if (items.some((item) => !free(db, item))) return;
    db.run('DELETE FROM garbage WHERE id = ?', row.id);
    for (const item of items) if ('tasks' in item) done(item.tasks);
  });
  return true;
}

/** Answers whether nothing is left of it. */
function free(db: Database, item: Garbage): boolean {
  if ('datum' in item) {
    db.run('DELETE FROM datum WHERE id = ?', item.datum);
    return true;
  }
  if ('at' in item) {
    db.run('DELETE FROM run WHERE list = ? AND at = ?', item.list, item.at);
    return true;
  }
  if ('list' in item) {
    db.run('DELETE FROM list WHERE id = ?', item.list);
    return true;
  }
  if ('tasks' in item) {
    const some = 'SELECT id FROM task WHERE thread_id = ? LIMIT ?';
    const sql = `DELETE FROM task WHERE thread_id = ? AND id IN (${some})`;
    return db.run(sql, item.tasks, item.tasks, ROWS) < ROWS;
  }
  const { lane, from } = item;
  // Text sorts before bytes, and the empty one before all.
  const since = from === undefined ? '' : compactId(from);
  const counts = [
    ['checkpoint', 'id'],
    ['task_write', 'checkpoint, seq'],
  ].map(([table = '', key = '']) => {
    const [id] = key.split(',');
    const some = `SELECT ${key} FROM ${table} WHERE lane = ? AND ${id} >= ? ORDER BY ${key} LIMIT ?`;
    const sql = `DELETE FROM ${table} WHERE lane = ? AND (${key}) IN (${some})`;
    return db.run(sql, lane, lane, since, ROWS);
  });
  if (counts.some((count) => count >= ROWS)) return false;
  if (from === undefined) db.run('DELETE FROM lane WHERE id = ?', lane);
  return true;
}

/** Lanes whose rows are noted down have no pool: their ids stay taken until the rows are gone. */
const NO_POOL = 0;

/** A pool in which something was deleted and is not noted down yet. */
const poolToSweep = (db: Database): number | undefined =>
  db.get<{ pool: number }>(
    `SELECT pool FROM lane WHERE deleted IS NOT NULL AND pool <> ${NO_POOL} AND
     (NOT EXISTS (SELECT 1 FROM lane AS branch WHERE branch.base = lane.id) OR
      EXISTS (SELECT 1 FROM checkpoint WHERE checkpoint.lane = lane.id AND checkpoint.id >=
       (SELECT max(branch.before) FROM lane AS branch WHERE branch.base = lane.id))) LIMIT 1`,
  )?.pool;

/** Whether anything is deleted and not freed. */
export const isSwept = (db: Database): boolean =>
  db.get('SELECT 1 FROM garbage LIMIT 1') === undefined && poolToSweep(db) === undefined;

/**
 * Finds what was deleted in one pool and notes it down. Answers whether there is anything to free. While something is
 * noted down, or has been noted down meanwhile by another process, nothing is: what was read may be half gone.
 */
export function* findGarbage(db: Database): Generator<undefined, boolean> {
  const pool = poolToSweep(db);
  if (pool === undefined) return false;
  const before = sweeps(db);
  if (db.get('SELECT 1 FROM garbage LIMIT 1')) return true;
  const { needed, gone, lanes } = split(
    db.all<Lane>('SELECT * FROM lane WHERE pool = ? ORDER BY id', pool),
  );
  const found: Found[] = [];
  yield* findUnneeded(db, needed, gone, (one) => found.push(one));
  db.transaction(() => {
    if (sweeps(db) !== before) return;
    db.run(
      "INSERT INTO sequence VALUES ('sweep', 1) ON CONFLICT (name) DO UPDATE SET next = next + 1",
    );
    for (const items of inParts(found)) keepGarbage(db, items);
    for (const lane of lanes) keepLane(db, lane);
  });
  return true;
}

/** How often something was noted down. */
const sweeps = (db: Database): number =>
  db.get<{ next: number }>("SELECT next FROM sequence WHERE name = 'sweep'")?.next ?? 0;

interface Leaving {
  lane: Lane;
  /** What branches have of it is older. */
  from?: CompactId;
}

/** What is needed in a pool, and what is not. */
function split(lanes: Lane[]): { needed: Rows[]; gone: Rows[]; lanes: Leaving[] } {
  const left = new Set(lanes);
  const borrowersOf = ({ id }: Lane) => [...left].filter(({ base }) => base === id);
  const isDone = (lane: Lane) => typeof lane.deleted === 'string' && borrowersOf(lane).length === 0;
  // A lane that goes needs what it began from no longer.
  for (let last = -1; last !== left.size;) {
    last = left.size;
    for (const lane of lanes) if (left.has(lane) && isDone(lane)) left.delete(lane);
  }
  const leaving = lanes.flatMap((lane): Leaving[] => {
    if (!left.has(lane)) return [{ lane }];
    if (typeof lane.deleted !== 'string') return [];
    const from = borrowersOf(lane)
      .map(({ before }) => before as CompactId)
      .reduce((one, other) => (compareIds(one, other) > 0 ? one : other));
    return [{ lane, from }];
  });
  const goneFrom = new Map(leaving.map(({ lane, from }) => [lane, from ?? '']));
  return {
    lanes: leaving,
    needed: [...left].map((lane): Rows => {
      const from = goneFrom.get(lane);
      return from === undefined
        ? { lane: lane.id }
        : { lane: lane.id, has: (id) => compareIds(id, from) < 0 };
    }),
    gone: leaving.map(({ lane, from }): Rows =>
      from === undefined
        ? { lane: lane.id }
        : { lane: lane.id, has: (id) => compareIds(id, from) >= 0 },
    ),
  };
}

function keepLane(db: Database, { lane, from }: Leaving): void {
  keepGarbage(db, [{ lane: lane.id, ...(from !== undefined && { from: fullId(from) }) }]);
  if (from !== undefined) {
    // So what it has of others that nobody has of it is not needed any more.
    db.run('UPDATE lane SET before = ? WHERE id = ? AND before > ?', from, lane.id, from);
    return;
  }
  db.run(`UPDATE lane SET pool = ${NO_POOL}, base = NULL, before = NULL WHERE id = ?`, lane.id);
  const others = `SELECT 1 FROM lane WHERE thread_id = ? AND pool <> ${NO_POOL}`;
  if (lane.deleted && !db.get(others, lane.thread_id)) keepGarbage(db, [{ tasks: lane.deleted }]);
}

function* inParts(found: Found[]): Generator<Garbage[]> {
  let part: Garbage[] = [];
  let bytes = 0;
  for (const { datum, list, at, bytes: size } of found) {
    if (datum !== undefined) part.push({ datum });
    else if (list !== undefined) part.push(at === undefined ? { list } : { list, at });
    else continue;
    bytes += size;
    if (part.length < ROWS && bytes < BYTES) continue;
    yield part;
    part = [];
    bytes = 0;
  }
  if (part.length > 0) yield part;
}
