import type { Deletion, Removal } from '../protocol/storage.ts';
import type { Database } from './database.ts';
import { fullId, type CompactId } from './structure/compactId.ts';
import { forgetIn } from './structure/forget.ts';
import type { Lane } from './structure/lanes.ts';
import { candidates, selected, type Candidate } from './structure/selection.ts';
import { weighThread } from './structure/sizes.ts';
import { findUnneeded, type Rows } from './structure/unneeded.ts';
import { settleTasksOf, tasksOfCheckpoint } from './taskBranches.ts';
import { taskNameOf } from './taskNames.ts';

/** What a deletion comes to. */
export interface Plan {
  /** Newest first. */
  gone: Candidate[];
  removal: Removal;
}

/** Finds out what a deletion takes away, and changes nothing. Throws `unknownCheckpoint`. */
export function* planRemoval(
  db: Database,
  threadId: string,
  deletion: Deletion,
): Generator<undefined, Plan> {
  const all = yield* candidates(db, threadId);
  if (deletion.what !== 'downTo') {
    const gone = yield* selected(all, deletion);
    const bytes = yield* bytesOf(db, gone);
    return planOf(gone, gone.length, bytes);
  }
  const weight = yield* weighThread(db, threadId);
  const oldest = yield* selected(all, { what: 'allButLatest' });
  const bytes = yield* bytesOf(db, oldest);
  let count = 0;
  for (let left = weight.bytes - deletion.bytes; left > 0 && count < oldest.length; count++)
    left -= bytes.get(keyOf(oldest[count] as Candidate)) ?? 0;
  return planOf(oldest, count, bytes);
}

const keyOf = ({ lane, id }: Candidate): string => `${lane.id} ${fullId(id)}`;

/** The `count` oldest of what could go. */
function planOf(oldest: Candidate[], count: number, bytesOf: Map<string, number>): Plan {
  const gone = oldest.slice(0, count);
  const bytes = gone.reduce((sum, one) => sum + (bytesOf.get(keyOf(one)) ?? 0), 0);
  return { gone: gone.reverse(), removal: { checkpoints: count, bytes } };
}

/**
 * What deleting some checkpoints frees, by the newest that has it: so it is known for any of the oldest of them, too. What
 * their branches have is not freed.
 */
function* bytesOf(db: Database, gone: Candidate[]): Generator<undefined, Map<string, number>> {
  const bytes = new Map<string, number>();
  const ids = new Map<number, Set<string>>();
  for (const { lane, id } of gone) {
    const known = ids.get(lane.id);
    if (known) known.add(fullId(id));
    else ids.set(lane.id, new Set([fullId(id)]));
  }
  const pools = [...new Set(gone.map(({ lane }) => lane.pool))];
  const lanes = db.all<Lane>(`SELECT * FROM lane WHERE pool IN (${pools.join(',')})`);
  const parts = [...ids].map(([lane, meant]): Rows => ({
    lane,
    has: (id) => meant.has(fullId(id)),
  }));
  const needed = lanes.map(({ id: lane }): Rows => {
    const meant = ids.get(lane);
    return meant ? { lane, has: (id) => !meant.has(fullId(id)) } : { lane };
  });
  yield* findUnneeded(db, needed, parts, (found, lane, id) => {
    const key = `${lane} ${id}`;
    bytes.set(key, (bytes.get(key) ?? 0) + found.bytes);
  });
  return bytes;
}

/**
 * Deletes checkpoints of a thread, with what is recorded of their tasks; within the caller's transaction. What goes with
 * the same `into` is freed as one.
 */
export function removeCheckpoints(
  db: Database,
  threadId: string,
  gone: Candidate[],
  into: string,
): void {
  settleTasksOf(db, threadId);
  const name = taskNameOf(db, threadId);
  const byLane = new Map<number, { lane: Lane; ids: CompactId[] }>();
  for (const { lane, id } of gone) {
    const part = byLane.get(lane.id) ?? { lane, ids: [] };
    part.ids.push(id);
    byLane.set(lane.id, part);
    db.run(
      `DELETE FROM ${tasksOfCheckpoint} WHERE thread_id = ? AND checkpoint_ns = ? AND checkpoint_id = ?`,
      name,
      lane.checkpoint_ns,
      fullId(id),
    );
  }
  forgetIn(db, [...byLane.values()], into);
}
