import { randomUUID } from 'node:crypto';
import type { ThreadOrigin } from '../protocol/model.ts';
import type { CheckpointKey } from '../runner/messages.ts';
import type { Database } from './database.ts';
import { lightRow } from './structure/lightRows.ts';
import { findCheckpoint } from './structure/stored.ts';
import { branchThread, type BranchRequest } from './structure/branch.ts';
import { copyTasks } from './taskBranches.ts';

export type BranchOptions = Omit<BranchRequest, 'from' | 'to'> & { title?: string };

/**
 * A new thread that begins as the one of `from` was at that checkpoint, with its recorded tasks. Answers with its id;
 * where it stands is for the caller to say. Within the caller's transaction. Throws `unknownCheckpoint`.
 */
export function createBranch(
  db: Database,
  from: CheckpointKey,
  { title, ...changes }: BranchOptions = {},
): string {
  const to = randomUUID();
  const newest = findCheckpoint(db, from.thread_id, from.checkpoint_ns)?.checkpoint_id;
  const dropWrites = changes.dropWrites ?? (newest === from.checkpoint_id ? [] : 'all');
  const branched = branchThread(db, { ...changes, dropWrites, from, to });
  copyTasks(db, from.thread_id, to, branched);
  const now = new Date().toISOString();
  const origin: ThreadOrigin = {
    thread_id: from.thread_id,
    checkpoint_id: from.checkpoint_id,
    checkpoint_ns: from.checkpoint_ns,
  };
  db.run(
    `INSERT INTO thread SELECT ?, project, graph_id, ?, ?, ?, ?, 'idle', NULL, NULL, NULL, ? FROM thread WHERE thread_id = ?`,
    to,
    title ?? titleOf(db, from),
    db.stamp(),
    now,
    now,
    JSON.stringify(origin),
    from.thread_id,
  );
  return to;
}

/** `Thread 1, step 3`; with a number where there is one of that name. */
function titleOf(db: Database, { thread_id, checkpoint_id, checkpoint_ns }: CheckpointKey): string {
  const thread = db.get<{ title: string }>(
    'SELECT title FROM thread WHERE thread_id = ?',
    thread_id,
  );
  const step = lightRow(db, thread_id, checkpoint_ns, checkpoint_id)?.step;
  // A branch of a branch is named after the thread that both come from.
  const first = (thread?.title ?? 'Thread').replace(/, step -?\d+( \(\d+\))?$/, '');
  const title = `${first}, step ${step}`;
  const taken = new Set(
    db
      .all<{ title: string }>(
        'SELECT title FROM thread WHERE substr(title, 1, ?) = ?',
        title.length,
        title,
      )
      .map((row) => row.title),
  );
  const named = (count: number): string => (count === 1 ? title : `${title} (${count})`);
  let count = 1;
  while (taken.has(named(count))) count += 1;
  return named(count);
}
