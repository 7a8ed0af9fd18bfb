import type { Bindable, Database } from '../database.ts';
import type { CompactId } from './compactId.ts';
import type { Lane } from './lanes.ts';

/**
 * A part of a lane's past: the checkpoints that lie in `lane`, all of them or those before one. A branch has its own
 * checkpoints only from where it began; what came before lies in the lane it began from, and is not copied.
 */
export interface Segment {
  lane: number;
  before: CompactId | null;
}

/** The parts of one lane, newest first. What a newer part holds hides the same checkpoint in an older one. */
export function segmentsOf(db: Database, { id, base }: Lane): Segment[] {
  const own: Segment = { lane: id, before: null };
  if (base === null) return [own];
  const older = db.all<Segment>(
    `WITH RECURSIVE part (lane, before) AS (
       SELECT base, before FROM lane WHERE id = ? AND base IS NOT NULL
       UNION ALL
       SELECT lane.base, min(part.before, lane.before) FROM part JOIN lane ON lane.id = part.lane
       WHERE lane.base IS NOT NULL)
     SELECT lane, before FROM part`,
    id,
  );
  return [own, ...older];
}

/** The lane in which a checkpoint of `lane` lies; undefined when there is none. */
export const laneHolding = (db: Database, lane: Lane, id: CompactId): number | undefined =>
  segmentsOf(db, lane).find((segment) => holds(db, segment, id))?.lane;

function holds(db: Database, { lane, before }: Segment, id: CompactId): boolean {
  const sql = 'SELECT 1 FROM checkpoint WHERE lane = ? AND id = ?';
  const row =
    before === null ? db.get(sql, lane, id) : db.get(`${sql} AND id < ?`, lane, id, before);
  return row !== undefined;
}

/** A part of the past of one namespace of a thread that lies in another thread. */
export interface BorrowedSegment {
  checkpoint_ns: string;
  /** Lane of the thread itself. */
  borrower: number;
  lane: number;
  before: CompactId;
  /** Of the thread it lies in. */
  owner: string;
}

/** What a thread has of the threads it was branched from, for all of its namespaces. */
export const borrowedSegments = (db: Database, threadId: string): BorrowedSegment[] =>
  db.all<BorrowedSegment>(
    `WITH RECURSIVE part (checkpoint_ns, borrower, lane, before) AS (
       SELECT checkpoint_ns, id, base, before FROM lane WHERE thread_id = ? AND base IS NOT NULL
       UNION ALL
       SELECT part.checkpoint_ns, borrower, lane.base, min(part.before, lane.before)
       FROM part JOIN lane ON lane.id = part.lane WHERE lane.base IS NOT NULL)
     SELECT part.*, lane.thread_id AS owner FROM part JOIN lane ON lane.id = part.lane`,
    threadId,
  );

/** How many checkpoints a thread has of others, without those that it has copied. */
export const borrowedCount = (db: Database, threadId: string): number => {
  const segments = borrowedSegments(db, threadId);
  return segments.reduce((sum, { borrower, lane, before }, index) => {
    const newer = segments.slice(0, index).filter((segment) => segment.borrower === borrower);
    const all = 'SELECT count(*) AS count FROM checkpoint WHERE lane = ? AND id < ?';
    const copied = `SELECT count(DISTINCT id) AS count FROM checkpoint AS copy
      WHERE lane IN (SELECT value FROM json_each(?)) AND id < ?
      AND EXISTS (SELECT 1 FROM checkpoint WHERE lane = ? AND id = copy.id)`;
    const lanes = JSON.stringify([borrower, ...newer.map((segment) => segment.lane)]);
    return sum + countOf(db, all, lane, before) - countOf(db, copied, lanes, before, lane);
  }, 0);
};

const countOf = (db: Database, sql: string, ...values: Bindable[]): number =>
  db.get<{ count: number }>(sql, ...values)?.count ?? 0;
