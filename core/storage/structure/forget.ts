import { randomUUID } from 'node:crypto';
import { changeHeader, emptyHeader } from '../../structure/header.ts';
import type { Database } from '../database.ts';
import { hasTasks, renewTaskName, taskNameOf } from '../taskNames.ts';
import { compactId, compareIds, fullId, type CompactId } from './compactId.ts';
import { settle, settleBranchesOf } from './copies.ts';
import { changedOnly, deltasOf } from './deltas.ts';
import { nextEpoch } from './epochs.ts';
import { keepGarbage } from './garbage.ts';
import { createLanes, type Lane } from './lanes.ts';
import { countAnew } from './lightPages.ts';
import { findCheckpoint } from './stored.ts';
import { moveWrites } from './taskWrites.ts';

/**
 * Deletes all checkpoints of a thread with its recorded tasks: once the caller's transaction is committed, nobody finds them any
 * more. Takes no longer for a long thread; the space is freed by a sweeper. Its branches keep what they have of it.
 */
export function forgetThread(db: Database, threadId: string): void {
  const lanes = createLanes(db).list(threadId);
  const name = taskNameOf(db, threadId);
  const isRecorded = hasTasks(db, name);
  if (isRecorded) renewTaskName(db, threadId);
  if (lanes.length === 0) {
    if (isRecorded) keepGarbage(db, [{ tasks: name }]);
    return;
  }
  db.run(
    'UPDATE lane SET thread_id = ?, deleted = ? WHERE thread_id = ?',
    randomUUID(),
    isRecorded ? name : '',
    threadId,
  );
  for (const pool of new Set(lanes.map((lane) => lane.pool))) nextEpoch(db, pool, threadId);
}

/**
 * Deletes single checkpoints with their writes; within the caller's transaction. What came after one goes on from what was
 * before it. Branches keep what they have. The space is freed by a sweeper.
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

/** The same in several lanes of one thread. Those deleted with the same `into`, which names nothing else, are freed as one. */
export function forgetIn(
  db: Database,
  parts: { lane: Lane; ids: CompactId[] }[],
  into: string = randomUUID(),
): void {
  for (const { lane, ids } of parts) {
    const own = createLanes(db).byId(lane.id) as Lane;
    // Also where it has a copy: what that hides would be seen again.
    if (ids.some((id) => own.before !== null && compareIds(id, own.before) < 0)) settle(db, own);
    const oldest = ids.toSorted((one, other) => (fullId(one) < fullId(other) ? -1 : 1))[0];
    if (oldest !== undefined) settleBranchesOf(db, lane.id, oldest);
    closeGaps(db, lane, ids);
    countAnew(db, lane.id);
    const to = deletedLane(db, into, lane);
    for (const id of ids) {
      db.run('UPDATE checkpoint SET lane = ? WHERE lane = ? AND id = ?', to, lane.id, id);
      moveWrites(db, lane.id, id, to);
    }
  }
  const pools = new Map(parts.map(({ lane }) => [lane.pool, lane.thread_id]));
  for (const [pool, threadId] of pools) nextEpoch(db, pool, threadId);
}

function deletedLane(db: Database, thread: string, { checkpoint_ns, pool }: Lane): number {
  const lane = createLanes(db).make(thread, checkpoint_ns, pool);
  db.run("UPDATE lane SET deleted = '' WHERE id = ?", lane.id);
  return lane.id;
}

/**
 * What stays and came after one that goes gets a header of its own, and the nearest parent that stays. Of channels that are
 * kept as changes it gets references to all of those that its value is made of.
 */
function closeGaps(
  db: Database,
  { id: lane, thread_id, checkpoint_ns }: Lane,
  ids: CompactId[],
): void {
  const gone = new Set(ids.map(fullId));
  const parentOf = (id: CompactId): CompactId | null =>
    db.get<{ parent: CompactId | null }>(
      'SELECT parent FROM checkpoint WHERE lane = ? AND id = ? AND parent <> id',
      lane,
      id,
    )?.parent ?? null;
  for (const { id, parent, depth } of childrenOf(db, lane, ids)) {
    if (gone.has(fullId(id))) continue;
    let next: CompactId | null = parent;
    while (next !== null && gone.has(fullId(next))) next = parentOf(next);
    const child = findCheckpoint(db, thread_id, checkpoint_ns, fullId(id));
    const changed = child ? changedOnly(db, child) : [];
    const deltas = child && changed.length > 0 ? deltasOf(db, child, changed) : undefined;
    db.run('UPDATE checkpoint SET parent = ? WHERE lane = ? AND id = ?', next, lane, id);
    if (!child || (depth === 0 && !deltas)) continue;
    const header = { ...child.header, ...(deltas && { deltas }) };
    db.run(
      'UPDATE checkpoint SET depth = 0, header = ? WHERE lane = ? AND id = ?',
      JSON.stringify(changeHeader(emptyHeader(), header)),
      lane,
      id,
    );
  }
}

interface Child {
  id: CompactId;
  parent: CompactId;
  depth: number;
}

/** As text, since JSON has no bytes. */
const textOf = (id: CompactId): string =>
  typeof id === 'string' ? `=${id}` : Buffer.from(id).toString('hex');

const childrenOf = (db: Database, lane: number, ids: CompactId[]): Child[] =>
  db.all<Child>(
    `SELECT id, parent, depth FROM checkpoint WHERE lane = ? AND parent IN
     (SELECT iif(substr(value, 1, 1) = '=', substr(value, 2), unhex(value)) FROM json_each(?))`,
    lane,
    JSON.stringify(ids.map(textOf)),
  );
