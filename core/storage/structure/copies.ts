import { changeHeader, emptyHeader, type Header, type Ref } from '../../structure/header.ts';
import type { Database } from '../database.ts';
import type { CompactId } from './compactId.ts';
import { readHeader } from './headers.ts';
import { takeIds, type Lane } from './lanes.ts';
import { laneHolding, segmentsOf } from './segments.ts';
import type { TaskWrites } from './taskRows.ts';
import { copyWrites, copyWritesBefore } from './taskWrites.ts';
import { whileWriting } from './whileWriting.ts';

/** Whether a checkpoint of a branch lies in the lane the branch began from. */
export const isBorrowed = (db: Database, lane: Lane, id: CompactId): boolean => {
  if (lane.base === null) return false;
  const holder = laneHolding(db, lane, id);
  return holder !== undefined && holder !== lane.id;
};

export interface CopyChanges {
  /** Which writes of its tasks come along; absent = all. */
  keeps?: (taskId: string, channel: string) => boolean;
  /** What the header is to be. */
  edit?: (header: Header) => void;
  /** Added to the size of the state, in characters. */
  growth?: number;
}

/**
 * Copies a checkpoint of `from` into a lane of the same pool, with a header of its own. Its values are shared; its
 * lists begin like the original's, so that both lanes can go on without each other.
 */
export function copyCheckpoint(
  db: Database,
  from: Lane,
  id: CompactId,
  to: number,
  { keeps, edit, growth = 0 }: CopyChanges = {},
): void {
  const holder = laneHolding(db, from, id);
  const header = holder === undefined ? undefined : readHeader(db, holder, id);
  if (holder === undefined || !header) return;
  for (const [channel, ref] of Object.entries(header.refs)) header.refs[channel] = ownList(db, ref);
  edit?.(header);
  const whole = header.whole ? { whole: header.whole } : changeHeader(emptyHeader(), header);
  db.run(
    `INSERT INTO checkpoint SELECT ?, id, parent, step, source, changed, size + ?, created_at, as_node, run_id, ?, 0, ?,
     metadata FROM checkpoint WHERE lane = ? AND id = ?`,
    to,
    growth,
    db.stamp(),
    JSON.stringify(whole),
    holder,
    id,
  );
  copyWrites(db, holder, id, to, keptOf(keeps));
}

/** A list that begins like `ref`'s and ends there. */
function ownList(db: Database, ref: Ref): Ref {
  if (!Array.isArray(ref)) return ref;
  const [list, to, from] = ref;
  const own = takeIds(db, 1);
  db.run(
    'INSERT INTO list SELECT ?, ?, ?, coalesce((SELECT depth FROM list WHERE id = ?), 0) + 1',
    own,
    list,
    to,
    list,
  );
  return from === undefined ? [own, to] : [own, to, from];
}

/** A task that wrote nothing has finished all the same: it stays, unless nothing of it is to. */
const keptOf =
  (keeps: CopyChanges['keeps'] = () => true) =>
  ({ task_id, task_path, writes: all }: TaskWrites): TaskWrites | undefined => {
    const writes = all.filter(([, channel]) => keeps(task_id, channel));
    const kept = writes.length > 0 || (all.length === 0 && keeps(task_id, ''));
    return kept ? { task_id, task_path, writes } : undefined;
  };

const hasBranches = whileWriting((db, lane) => branchesOf(db, lane).length > 0);

/** The branches that began from `lane` at, or after, one of its checkpoints; absent = from anywhere. */
function branchesOf(db: Database, lane: number, since?: CompactId): Lane[] {
  const all = 'SELECT * FROM lane WHERE base = ?';
  return since === undefined
    ? db.all<Lane>(all, lane)
    : db.all<Lane>(`${all} AND before > ?`, lane, since);
}

/** Copies a checkpoint of `lane` to the branches that have it from there, or through there, before it is changed. */
export function copyToBranches(db: Database, lane: number, id: CompactId): void {
  if (!hasBranches.of(db, lane)) return;
  for (const branch of branchesOf(db, lane, id))
    if (laneHolding(db, branch, id) !== branch.id) copyCheckpoint(db, branch, id, branch.id);
}

/** Copies all that a lane has of others, so that it can do without them. */
export function settle(db: Database, lane: Lane): void {
  if (lane.base === null) return;
  const [, ...borrowed] = segmentsOf(db, lane);
  for (const { lane: from, before } of borrowed) {
    if (before === null) continue;
    copyWritesBefore(db, from, before, lane.id);
    db.run(
      `INSERT OR IGNORE INTO checkpoint SELECT ?, id, parent, step, source, changed, size, created_at, as_node, run_id,
       stamp, depth, header, metadata FROM checkpoint WHERE lane = ? AND id < ?`,
      lane.id,
      from,
      before,
    );
  }
  db.run('UPDATE lane SET base = NULL, before = NULL WHERE id = ?', lane.id);
  lane.base = lane.before = null;
}

/** Settles the branches that began from `lane` at, or after, one of its checkpoints; absent = from anywhere. */
export function settleBranchesOf(db: Database, lane: number, since?: CompactId): void {
  for (const branch of branchesOf(db, lane, since)) settle(db, branch);
}
