import type { Database } from '../database.ts';
import { compactId, compareIds, orderedId, type CompactId } from './compactId.ts';
import { createLanes, type Lane } from './lanes.ts';
import { packedLanes, packedRows } from './lightPages.ts';
import { columns, createRowReader, shown, type LightRow, type Row } from './lightRow.ts';
import { laneHolding } from './segments.ts';
import { sourceOf, type Source } from './source.ts';

/** A row, and where it lies. */
interface Found {
  part: number;
  lane: number;
  light: LightRow;
}

interface Bounds {
  limit?: number;
  before?: string;
}

/** All namespaces of a thread, newest first, or `limit` of those before an id; never reads a state. */
export function lightRows(db: Database, threadId: string, bounds: Bounds = {}): LightRow[] {
  const lanes = createLanes(db).list(threadId);
  if (lanes.length === 0) return [];
  const all = sourceOf(db, lanes);
  const ids = all.stretches.map(({ lane }) => lane);
  for (let packed = packedLanes(db, ids); ;) {
    const rows = rowsOf(db, threadId, lanes, all.since(packed), packed, bounds);
    // Another program may have packed rows meanwhile that were read by themselves, or dropped pages before they were read.
    const now = packedLanes(db, ids);
    if (isSame(packed, now)) return rows;
    packed = now;
  }
}

const isSame = (one: Map<number, CompactId>, other: Map<number, CompactId>): boolean =>
  one.size === other.size &&
  [...one].every(([lane, last]) => compareIds(last, other.get(lane) ?? '') === 0);

function rowsOf(
  db: Database,
  threadId: string,
  lanes: Lane[],
  source: Source,
  packed: Map<number, CompactId>,
  { limit = Infinity, before }: Bounds,
): LightRow[] {
  const bound = before === undefined ? [] : [compactId(before)];
  const most = limit + source.hidden;
  const loose = looseRows(db, threadId, source, bound, most);
  const older = source.stretches
    .filter(({ lane }) => packed.has(lane))
    .map(({ part, lane, before: end }) => {
      const ids = end === null ? bound : [end, ...bound];
      return { part, lane, rows: packedRows(db, lane, threadId, ids, most) };
    });
  const [only] = lanes;
  if (only && source.stretches.length === 1) {
    const lights = loose.map(({ light }) => light).concat(...older.map(({ rows }) => rows));
    return lights.slice(0, limit).map((light) => within(light, only));
  }
  const found = [loose, ...older.map(({ rows, ...at }) => rows.map((light) => ({ ...at, light })))];
  const inOrder = older.length === 0 ? loose : merged(found.flat());
  return inOrder
    .slice(0, most)
    .flatMap(({ part, lane, light }) =>
      source.lanesOf({ part, lane, id: light.checkpoint_id }).map((owner) => within(light, owner)),
    )
    .slice(0, limit);
}

const within = (light: LightRow, { checkpoint_ns }: Lane): LightRow =>
  checkpoint_ns === '' ? light : { ...light, checkpoint_ns };

/** Those that are not packed. */
function looseRows(
  db: Database,
  threadId: string,
  source: Source,
  bound: CompactId[],
  limit: number,
): Found[] {
  // Sorting what comes in order anyway takes longer than reading it.
  const order = source.stretches.length === 1 ? 'id DESC' : 'id DESC, stamp DESC';
  const which = bound.map(() => 'id < ?');
  const sql = `SELECT ${shown} FROM (${source.select(columns, which)}) ORDER BY ${order} LIMIT ?`;
  const read = createRowReader(threadId);
  return (
    db
      .rows<Row>(sql, ...source.values(...bound), limit === Infinity ? -1 : limit)
      // Oldest first: what a checkpoint follows from has been read then.
      .reverse()
      .map((row): Found => ({ part: row[10], lane: row[9], light: read(row) }))
      .reverse()
  );
}

/** As SQLite orders what it selects. */
function merged(found: Found[]): Found[] {
  return found
    .map((one) => ({ one, id: orderedId(one.light.checkpoint_id) }))
    .sort((a, b) => (a.id < b.id ? 1 : a.id > b.id ? -1 : b.one.light.stamp - a.one.light.stamp))
    .map(({ one }) => one);
}

export function lightRow(
  db: Database,
  threadId: string,
  ns: string,
  checkpointId: string,
): LightRow | undefined {
  const lane = createLanes(db).find(threadId, ns);
  const id = compactId(checkpointId);
  const holder = lane && laneHolding(db, lane, id);
  if (!lane || holder === undefined) return undefined;
  const one = `SELECT ${columns}, 0 AS part FROM checkpoint WHERE lane = ? AND id = ?`;
  const [row] = db.rows<Row>(`SELECT ${shown} FROM (${one})`, holder, id);
  return row && { ...createRowReader(threadId)(row), checkpoint_ns: ns };
}
