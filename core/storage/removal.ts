import { StudioError } from '../protocol/errors.ts';
import type { Deletion, Removal } from '../protocol/storage.ts';
import type { Database } from './database.ts';
import { fullId, type CompactId } from './structure/compactId.ts';
import { forgetIn } from './structure/forget.ts';
import type { Lane } from './structure/lanes.ts';
import { candidates, oldest, selected, type Candidate } from './structure/selection.ts';
import { weighThread } from './structure/sizes.ts';
import { settleTasksOf } from './taskBranches.ts';

/** A deletion of which it is known how many bytes are to go: what `downTo` comes to. */
export type SizedDeletion = Exclude<Deletion, { what: 'downTo' }> | { what: 'free'; bytes: number };

/** Steps in which the oldest go until enough is free. */
const CHUNKS = 16;

/** Deletes checkpoints of a thread, with what is recorded of their tasks. Within the caller's transaction. */
export function removeCheckpoints(
  db: Database,
  threadId: string,
  deletion: SizedDeletion,
): Removal {
  const before = usedBytes(db);
  settleTasksOf(db, threadId);
  const all = candidates(db, threadId);
  const freed = () => Math.max(0, before - usedBytes(db));
  if (deletion.what !== 'free') {
    const gone = selected(all, deletion);
    forget(db, gone);
    return { checkpoints: gone.length, bytes: freed() };
  }
  const spare = oldest(all, all.length);
  const size = Math.max(1, Math.ceil(spare.length / CHUNKS));
  let count = 0;
  while (count < spare.length && freed() < deletion.bytes) {
    forget(db, spare.slice(count, count + size));
    count += size;
  }
  return { checkpoints: Math.min(count, spare.length), bytes: freed() };
}

/** What `removeCheckpoints` would do: it is done, and taken back. */
export function weighRemoval(db: Database, threadId: string, deletion: SizedDeletion): Removal {
  let removal: Removal = { checkpoints: 0, bytes: 0 };
  try {
    db.transaction(() => {
      removal = removeCheckpoints(db, threadId, deletion);
      throw takenBack;
    });
  } catch (error) {
    if (error !== takenBack) throw error;
  }
  return removal;
}

const takenBack = new StudioError('internal', 'Taken back on purpose.');

function forget(db: Database, gone: Candidate[]): void {
  const byLane = new Map<number, { lane: Lane; ids: CompactId[] }>();
  for (const { lane, id } of gone) {
    const part = byLane.get(lane.id) ?? { lane, ids: [] };
    part.ids.push(id);
    byLane.set(lane.id, part);
    db.run(
      'DELETE FROM task WHERE thread_id = ? AND checkpoint_ns = ? AND checkpoint_id = ?',
      lane.thread_id,
      lane.checkpoint_ns,
      fullId(id),
    );
  }
  forgetIn(db, [...byLane.values()]);
}

/** Bytes of the pages in use. */
function usedBytes(db: Database): number {
  const row = db.get<{ pages: number; free: number; size: number }>(
    `SELECT page_count AS pages, freelist_count AS free, page_size AS size
     FROM pragma_page_count, pragma_freelist_count, pragma_page_size`,
  );
  return row ? (row.pages - row.free) * row.size : 0;
}

/** `downTo` as what has to go. */
export async function sized(
  db: Database,
  threadId: string,
  deletion: Deletion,
): Promise<SizedDeletion> {
  if (deletion.what !== 'downTo') return deletion;
  const { bytes } = await weighThread(db, threadId);
  return { what: 'free', bytes: bytes - deletion.bytes };
}
