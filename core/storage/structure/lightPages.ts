import type { Database } from '../database.ts';
import { compactId, compareIds, type CompactId } from './compactId.ts';
import { columns, createRowReader, shown, type LightRow, type Row } from './lightRow.ts';
import { packRows, unpackRows } from './packedRows.ts';

/** Checkpoints whose light rows are packed together. */
const PAGE = 1024;
/** The newest ones are still changed now and then, and stay as they are. */
const LOOSE = 128;

/** How many checkpoints of lanes are not packed, counted once and then as they are put. */
const loose = new WeakMap<Database, Map<number, number>>();
/** Lanes to remember that of. */
const KNOWN = 1000;

/**
 * Packs the light rows of a lane that has just got a checkpoint, once there are enough. Pages hold what all its checkpoints
 * up to some are, without a gap: triggers drop those from a checkpoint on that is changed, deleted or put in between.
 */
export function packWhenFull(db: Database, lane: number): void {
  if (!hasPages(db)) return;
  const counts = loose.get(db) ?? new Map<number, number>();
  loose.set(db, counts);
  const known = counts.get(lane);
  const count = known === undefined ? looseCount(db, lane) : known + 1;
  if (known === undefined && counts.size >= KNOWN) counts.clear();
  counts.set(lane, count);
  if (count < PAGE + LOOSE) return;
  // Of a transaction that failed some were counted that are not there.
  let left = looseCount(db, lane);
  for (; left >= PAGE + LOOSE; left -= PAGE) packPage(db, lane);
  counts.set(lane, left);
}

/** Pages of a lane may have been dropped. */
export const countAnew = (db: Database, lane: number): void => void loose.get(db)?.delete(lane);

const packedUntil = (db: Database, lane: number): CompactId | undefined =>
  db.get<{ last: CompactId }>(
    'SELECT last FROM light WHERE lane = ? ORDER BY last DESC LIMIT 1',
    lane,
  )?.last;

/** Text sorts before bytes, and the empty one before all. */
const FIRST = '';

const looseCount = (db: Database, lane: number): number =>
  db.get<{ count: number }>(
    'SELECT count(*) AS count FROM checkpoint WHERE lane = ? AND id > ?',
    lane,
    packedUntil(db, lane) ?? FIRST,
  )?.count ?? 0;

function packPage(db: Database, lane: number): void {
  const sql = `SELECT ${columns}, 0 AS part FROM checkpoint WHERE lane = ? AND id > ? ORDER BY id LIMIT ?`;
  const rows = db.rows<Row>(
    `SELECT ${shown} FROM (${sql})`,
    lane,
    packedUntil(db, lane) ?? FIRST,
    PAGE,
  );
  const light = rows.map(createRowReader(''));
  const last = light.at(-1);
  if (!last) return;
  db.run('INSERT INTO light VALUES (?,?,?)', lane, compactId(last.checkpoint_id), packRows(light));
}

/** By lane, up to which checkpoint light rows are packed. */
export function packedLanes(db: Database, lanes: number[]): Map<number, CompactId> {
  if (!hasPages(db)) return new Map();
  const rows = db.all<{ lane: number; last: CompactId }>(
    `SELECT lane, max(last) AS last FROM light WHERE lane IN (${lanes.join(',')}) GROUP BY lane`,
  );
  return new Map(rows.map(({ lane, last }) => [lane, last]));
}

/** Databases that have them: one that is only read, or is brought up to date just now, may be of an earlier version. */
const having = new WeakSet<Database>();

function hasPages(db: Database): boolean {
  if (having.has(db)) return true;
  const has = db.get("SELECT 1 FROM sqlite_schema WHERE name = 'light'") !== undefined;
  if (has) having.add(db);
  return has;
}

/** Packed rows of a lane that lie before all of some ids, newest first, `limit` of them. */
export function packedRows(
  db: Database,
  lane: number,
  threadId: string,
  ids: CompactId[],
  limit = Infinity,
): LightRow[] {
  const before = ids.toSorted(compareIds)[0];
  // The page that an id is in ends with it or after it.
  const holding = before === undefined ? undefined : pageHolding(db, lane, before);
  const pages = db.all<{ rows: string }>(
    `SELECT rows FROM light WHERE lane = ? ${holding === undefined ? '' : 'AND last <= ?'} ORDER BY last DESC LIMIT ?`,
    lane,
    ...(holding === undefined ? [] : [holding]),
    limit === Infinity ? -1 : Math.ceil(limit / PAGE) + 1,
  );
  const found: LightRow[] = [];
  for (const { rows } of pages) {
    const page = unpackRows(rows, threadId);
    const isLast = found.length === 0 && before !== undefined;
    const end = isLast ? page.findIndex((row) => !isBefore(row, before)) : -1;
    for (let at = (end === -1 ? page.length : end) - 1; at >= 0 && found.length < limit; at--)
      found.push(page[at] as LightRow);
  }
  return found;
}

const isBefore = (row: LightRow, id: CompactId): boolean =>
  compareIds(compactId(row.checkpoint_id), id) < 0;

const pageHolding = (db: Database, lane: number, id: CompactId): CompactId | undefined =>
  db.get<{ last: CompactId }>(
    'SELECT last FROM light WHERE lane = ? AND last >= ? ORDER BY last LIMIT 1',
    lane,
    id,
  )?.last;

/** What the pages of a lane take. */
export const pageBytes = (db: Database, lane: number): number =>
  db.get<{ bytes: number }>(
    'SELECT coalesce(sum(octet_length(rows)), 0) AS bytes FROM light WHERE lane = ?',
    lane,
  )?.bytes ?? 0;
