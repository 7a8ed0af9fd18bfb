import { changeHeader, emptyHeader } from '../../structure/header.ts';
import type { Database } from '../database.ts';
import { compactId, fullId, type CompactId } from './compactId.ts';
import { settle, settleBranchesOf } from './copies.ts';
import { readHeader } from './headers.ts';
import { createLanes, type Lane } from './lanes.ts';
import { reachableFrom, type Reachable, type Root } from './reachable.ts';
import { nextEpoch } from './writer.ts';

/** Deletes all checkpoints of a thread and what nothing else needs; within the caller's transaction. */
export function forgetThread(db: Database, threadId: string): void {
  const lanes = createLanes(db).list(threadId);
  if (lanes.length === 0) return;
  const gone = reachableFrom(db, rootsOf(lanes));
  for (const { id } of lanes) settleBranchesOf(db, id);
  for (const { id } of lanes) {
    db.run('DELETE FROM checkpoint WHERE lane = ?', id);
    db.run('DELETE FROM task_write WHERE lane = ?', id);
    db.run('DELETE FROM lane WHERE id = ?', id);
  }
  release(db, gone, poolOf(db, lanes));
  for (const pool of new Set(lanes.map((lane) => lane.pool))) nextEpoch(db, pool);
}

/**
 * Deletes single checkpoints with their writes, and what nothing else needs; within the caller's transaction.
 * What came after one goes on from what was before it. Branches keep what they have.
 */
export function forgetCheckpoints(
  db: Database,
  threadId: string,
  ns: string,
  checkpointIds: string[],
): void {
  const lane = createLanes(db).find(threadId, ns);
  if (lane) forgetIn(db, [{ lane, ids: checkpointIds.map(compactId) }]);
}

/** The same in several lanes of one thread. */
export function forgetIn(db: Database, parts: { lane: Lane; ids: CompactId[] }[]): void {
  for (const { lane, ids } of parts) {
    const own = createLanes(db).byId(lane.id) as Lane;
    if (own.base !== null && ids.some((id) => !isOwn(db, lane.id, id))) settle(db, own);
    const oldest = ids.toSorted((one, other) => (fullId(one) < fullId(other) ? -1 : 1))[0];
    if (oldest !== undefined) settleBranchesOf(db, lane.id, oldest);
  }
  const roots = parts.flatMap(({ lane, ids }) => ids.map((id): Root => ({ lane: lane.id, id })));
  const gone = reachableFrom(db, roots);
  for (const { lane, ids } of parts) {
    closeGaps(db, lane.id, ids);
    for (const id of ids) {
      db.run('DELETE FROM checkpoint WHERE lane = ? AND id = ?', lane.id, id);
      db.run('DELETE FROM task_write WHERE lane = ? AND checkpoint = ?', lane.id, id);
    }
  }
  const lanes = parts.map(({ lane }) => lane);
  release(db, gone, poolOf(db, lanes));
  for (const pool of new Set(lanes.map((lane) => lane.pool))) nextEpoch(db, pool);
}

const isOwn = (db: Database, lane: number, id: CompactId): boolean =>
  db.get('SELECT 1 FROM checkpoint WHERE lane = ? AND id = ?', lane, id) !== undefined;

/** What stays and came after one that goes gets a header of its own, and the nearest parent that stays. */
function closeGaps(db: Database, lane: number, ids: CompactId[]): void {
  const parents = new Map(
    db
      .all<{ id: CompactId; parent: CompactId | null }>(
        'SELECT id, parent FROM checkpoint WHERE lane = ?',
        lane,
      )
      .map(({ id, parent }) => [fullId(id), parent]),
  );
  const gone = new Set(ids.map(fullId));
  for (const [id, parent] of parents) {
    if (gone.has(id) || parent === null || !gone.has(fullId(parent))) continue;
    let next: CompactId | null = parent;
    while (next !== null && gone.has(fullId(next))) next = parents.get(fullId(next)) ?? null;
    const header = readHeader(db, lane, compactId(id));
    const whole = header?.whole
      ? { whole: header.whole }
      : header && changeHeader(emptyHeader(), header);
    db.run(
      'UPDATE checkpoint SET parent = ?, depth = 0, header = ? WHERE lane = ? AND id = ?',
      next,
      JSON.stringify(whole),
      lane,
      compactId(id),
    );
  }
}

const rootsOf = (lanes: Lane[]): Root[] => lanes.map(({ id }) => ({ lane: id }));

/** All lanes that may share data with these. */
function poolOf(db: Database, lanes: Lane[]): Lane[] {
  const pools = [...new Set(lanes.map(({ pool }) => pool))];
  return db.all<Lane>(`SELECT * FROM lane WHERE pool IN (${pools.join(',')})`);
}

/** Deletes what was reachable and is not any more. */
function release(db: Database, gone: Reachable, remaining: Lane[]): void {
  const needed = reachableFrom(db, rootsOf(remaining));
  for (const id of gone.data) {
    if (!needed.data.has(id)) db.run('DELETE FROM datum WHERE id = ?', id);
  }
  for (const list of gone.lists.keys()) {
    const to = needed.lists.get(list);
    db.run('DELETE FROM run WHERE list = ? AND at >= ?', list, to ?? -1);
    if (to === undefined) db.run('DELETE FROM list WHERE id = ?', list);
  }
}
