import { randomUUID } from 'node:crypto';
import { StudioError } from '../protocol/errors.ts';
import type { Stopped, ThreadInfo, ThreadOrigin } from '../protocol/model.ts';
import { createBranch } from './branches.ts';
import type { Database } from './database.ts';
import type { Lease } from './lease.ts';
import type { Checkpoints, Tasks, Threads } from './storage.ts';
import { planRemoval, removeCheckpoints } from './removal.ts';
import { inSlices, turn } from '../values/slices.ts';
import type { Candidate } from './structure/selection.ts';
import { borrowedCount } from './structure/segments.ts';
import { weighThread } from './structure/sizes.ts';
import { headOf, whereItStands } from './standing.ts';

interface ThreadRow {
  thread_id: string;
  graph_id: string;
  title: string;
  created_at: string;
  updated_at: string;
  state: ThreadInfo['state'];
  stopped: string | null;
  run_id: string | null;
  owner: string | null;
  origin: string | null;
}

const select = 'SELECT * FROM thread';

/** Checkpoints that go in one transaction. */
const AT_ONCE = 32;

/** The threads of the project at `project`, an absolute path. `deleted` is called when there is something to free. */
export function createThreads(
  db: Database,
  lease: Lease,
  project: string,
  { checkpoints, tasks }: { checkpoints: Checkpoints; tasks: Tasks },
  deleted: () => void,
): Threads {
  const get = (threadId: string) => {
    const sql = `${select} WHERE thread_id = ? AND project = ?`;
    const row = db.get<ThreadRow>(sql, threadId, project);
    if (!row) throw new StudioError('unknownThread', `There is no thread ${threadId}.`);
    return row;
  };

  const shown = (row: ThreadRow) => asInfo(row, () => unlessDamaged(0, () => countOf(db, row)));
  const infoOf = (threadId: string) => shown(get(threadId));

  const setStanding: Threads['setStanding'] = (threadId, { state, stopped, run_id }) => {
    const row = db.get<ThreadRow>(
      `UPDATE thread SET state = ?, stopped = ?, run_id = ?, owner = ?, updated_at = ?
       WHERE thread_id = ? AND project = ? RETURNING *`,
      state,
      stopped ? JSON.stringify(stopped) : null,
      run_id ?? null,
      state === 'running' || stopped?.held || run_id !== undefined ? lease.owner : null,
      new Date().toISOString(),
      threadId,
      project,
    );
    return shown(row ?? get(threadId));
  };

  /** What a dead process left running, or held, stands still now. */
  const settled = (row: ThreadRow): ThreadInfo => {
    if (row.owner === null || lease.isAlive(row.owner)) return shown(row);
    const { state, stopped: stop } = shown(row);
    // A client's run that stood at a stop went with its process; the stop is the thread's.
    if (state === 'stopped' && stop && !stop.held)
      return setStanding(row.thread_id, { state, stopped: stop });
    tasks.cancelRunning(row.thread_id);
    const stopped = whereItStands(row.thread_id, checkpoints, tasks);
    return setStanding(row.thread_id, stopped ? { state: 'stopped', stopped } : { state: 'idle' });
  };

  const refuseRunning = (threadId: string): ThreadInfo => {
    const thread = settled(get(threadId));
    if (thread.state !== 'running') return thread;
    throw new StudioError('threadBusy', `${thread.title} is running.`);
  };

  /** Where its newest checkpoint goes, it stands where it stood before. */
  const removeSome = (
    { thread_id, state, stopped }: ThreadInfo,
    gone: Candidate[],
    into: string,
  ) => {
    const head = headOf(thread_id, checkpoints);
    removeCheckpoints(db, thread_id, gone, into);
    if (headOf(thread_id, checkpoints) !== head) {
      const now = whereItStands(thread_id, checkpoints, tasks);
      setStanding(thread_id, now ? { state: 'stopped', stopped: now } : { state: 'idle' });
    } else if (stopped) {
      setStanding(thread_id, { state, stopped });
    }
  };

  let weighing: AbortController | undefined;
  /** Ends what it was given before. */
  const superseding = (): AbortSignal => {
    weighing?.abort(new StudioError('superseded', 'Another deletion is weighed instead.'));
    weighing = new AbortController();
    return weighing.signal;
  };

  return {
    list: (graphId) =>
      db
        .all<ThreadRow>(
          `${select} WHERE project = ? AND graph_id = ? ORDER BY stamp DESC`,
          project,
          graphId,
        )
        .map((row) => unlessDamaged(undefined, () => settled(row)) ?? shown(row)),

    get: (threadId) => settled(get(threadId)),

    all: () =>
      db.all<ThreadRow>(`${select} WHERE project = ? ORDER BY stamp DESC`, project).map(settled),

    assign: (threadId, graphId) => {
      if (get(threadId).graph_id !== graphId) {
        db.run(
          'UPDATE thread SET graph_id = ?, title = ? WHERE thread_id = ?',
          graphId,
          nextTitle(db, project, graphId),
          threadId,
        );
      }
      return infoOf(threadId);
    },

    create: (graphId, title, thread_id = randomUUID()) =>
      db.transaction(() => {
        const now = new Date().toISOString();
        db.run(
          "INSERT INTO thread VALUES (?, ?, ?, ?, ?, ?, ?, 'idle', NULL, NULL, NULL, NULL)",
          thread_id,
          project,
          graphId,
          title ?? nextTitle(db, project, graphId),
          db.stamp(),
          now,
          now,
        );
        return infoOf(thread_id);
      }),

    rename: (threadId, title) => {
      get(threadId);
      const now = new Date().toISOString();
      db.run(
        'UPDATE thread SET title = ?, updated_at = ? WHERE thread_id = ?',
        title,
        now,
        threadId,
      );
      return infoOf(threadId);
    },

    setStanding,

    branch: ({ thread_id, checkpoint_ns, checkpoint_id }, changes) => {
      get(thread_id);
      const from = { thread_id, checkpoint_ns, checkpoint_id };
      return db.transaction(() => {
        const to = createBranch(db, from, changes);
        const stopped = whereItStands(to, checkpoints, tasks);
        const standing: Stopped | undefined =
          stopped?.reason === 'pause' ? { ...stopped, reason: 'step' } : stopped;
        return setStanding(
          to,
          standing ? { state: 'stopped', stopped: standing } : { state: 'idle' },
        );
      });
    },

    weigh: async (threadId) => {
      get(threadId);
      checkpoints.flush();
      return inSlices(weighThread(db, threadId));
    },

    weighDeletion: async (threadId, deletion) => {
      get(threadId);
      checkpoints.flush();
      const signal = superseding();
      return (await inSlices(planRemoval(db, threadId, deletion), signal)).removal;
    },

    deleteCheckpoints: async (threadId, deletion) => {
      checkpoints.flush();
      refuseRunning(threadId);
      const { gone, removal } = await inSlices(planRemoval(db, threadId, deletion));
      const into = randomUUID();
      try {
        while (gone.length > 0) {
          checkpoints.flush();
          const thread = refuseRunning(threadId);
          db.transaction(() => removeSome(thread, gone.splice(0, AT_ONCE), into));
          await turn();
        }
      } finally {
        deleted();
      }
      return removal;
    },

    delete: (threadId) => {
      get(threadId);
      db.transaction(() => {
        checkpoints.deleteThreadSync(threadId);
        db.run('DELETE FROM thread WHERE thread_id = ?', threadId);
      });
      deleted();
    },
  };
}

function countOf(db: Database, { thread_id, origin }: ThreadRow): number {
  const sql =
    'SELECT count(*) AS count FROM lane JOIN checkpoint ON lane = lane.id WHERE thread_id = ?';
  const own = db.get<{ count: number }>(sql, thread_id)?.count ?? 0;
  return origin === null ? own : own + borrowedCount(db, thread_id);
}

/** One thread that cannot be read must not hide the others. */
function unlessDamaged<T>(otherwise: T, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof StudioError && error.code === 'databaseDamaged') return otherwise;
    throw error;
  }
}

/** Counted when it is asked for: most of what reads a thread does not. */
function asInfo(row: ThreadRow, count: () => number): ThreadInfo {
  return {
    thread_id: row.thread_id,
    graph_id: row.graph_id,
    title: row.title,
    created_at: row.created_at,
    updated_at: row.updated_at,
    state: row.state,
    ...(row.stopped !== null && { stopped: JSON.parse(row.stopped) as Stopped }),
    ...(row.run_id !== null && { run_id: row.run_id }),
    ...(row.origin !== null && { origin: JSON.parse(row.origin) as ThreadOrigin }),
    get checkpointCount() {
      return count();
    },
  };
}

/** One more than the highest number in use, so that no two threads are named alike by themselves. */
function nextTitle(db: Database, project: string, graphId: string): string {
  const numbered = "title GLOB 'Thread [0-9]*' AND title NOT GLOB 'Thread *[^0-9]*'";
  const found = db.get<{ highest: number | null }>(
    `SELECT max(CAST(substr(title, length('Thread ') + 1) AS INTEGER)) AS highest
     FROM thread WHERE project = ? AND graph_id = ? AND ${numbered}`,
    project,
    graphId,
  );
  return `Thread ${(found?.highest ?? 0) + 1}`;
}
