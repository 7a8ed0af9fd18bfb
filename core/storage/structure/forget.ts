import type { Database } from '../database.ts';
import { compactId, type CompactId } from './compactId.ts';
import { isBorrowed, settle, settleBranchesOf } from './copies.ts';
import { createLanes, type Lane } from './lanes.ts';
import { reachableFrom, type Reachable, type Root } from './reachable.ts';
import { makeWay, nextEpoch } from './writer.ts';

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
 * What came after one goes on from what was before it.
 */
export function forgetCheckpoints(
  db: Database,
  threadId: string,
  ns: string,
  checkpointIds: string[],
): void {
  const lane = createLanes(db).find(threadId, ns);
  if (!lane) return;
  const ids = checkpointIds.map(compactId);
  if (ids.some((id) => isBorrowed(db, lane, id))) settle(db, lane);
  for (const id of ids) settleBranchesOf(db, lane.id, id);
  const gone = reachableFrom(
    db,
    ids.map((id) => ({ lane: lane.id, id })),
  );
  for (const id of ids) {
    const row = db.get<{ parent: CompactId | null }>(
      'SELECT parent FROM checkpoint WHERE lane = ? AND id = ?',
      lane.id,
      id,
    );
    if (!row) continue;
    makeWay(db, lane.id, id);
    db.run(
      'UPDATE checkpoint SET parent = ? WHERE lane = ? AND parent = ?',
      row.parent,
      lane.id,
      id,
    );
    db.run('DELETE FROM task_write WHERE lane = ? AND checkpoint = ?', lane.id, id);
  }
  release(db, gone, poolOf(db, [lane]));
  nextEpoch(db, lane.pool);
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
