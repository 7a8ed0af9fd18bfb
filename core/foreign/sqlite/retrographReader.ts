import { basename } from 'node:path';
import { StudioError } from '../../protocol/errors.ts';
import { threadMatches } from '../../protocol/threadMatch.ts';
import type { Serialized } from '../../runner/messages.ts';
import { createCheckpoints } from '../../storage/checkpoints.ts';
import type { CommitQueue } from '../../storage/commitQueue.ts';
import type { Database } from '../../storage/database.ts';
import { migrations } from '../../storage/migrations.ts';
import { fullId, type CompactId } from '../../storage/structure/compactId.ts';
import { lightRows } from '../../storage/structure/lightRows.ts';
import { createSerializedReader } from '../../storage/structure/serialized.ts';
import { listCheckpoints, readWrites } from '../../storage/structure/stored.ts';
import { createTasks } from '../../storage/tasks.ts';
import { serializedValue } from '../../storage/values/textCache.ts';
import type { CheckpointReader, FoundThread, FoundWrite } from '../reader.ts';
import { stands } from '../stands.ts';
import type { ReadOnlyFile } from './readOnlyFile.ts';

const SPECIAL = new Set(['__error__', '__interrupt__', '__pregel_tasks']);

interface ThreadRow {
  thread_id: string;
  first: CompactId;
  last: CompactId;
  checkpointCount: number;
}

/**
 * A database of Retrograph: the app's own, with its titles and recorded tasks, or one of `retrograph/checkpointer`.
 * Throws `databaseNewer` and `databaseTooOld`, since reading only can't migrate a file.
 */
export function createRetrographReader(file: ReadOnlyFile): CheckpointReader {
  checkVersion(file);
  const db = asDatabase(file);
  const checkpoints = createCheckpoints(db, idleQueue);
  const reader = createSerializedReader(db);

  const writesOf = (threadId: string, ids: string[]): FoundWrite[] =>
    ids.flatMap((checkpoint_id) =>
      [...listCheckpoints(db, { thread_id: threadId, checkpoint_id })].flatMap((stored) =>
        readWrites(db, stored).map(
          ({ task_id, task_path, write: [idx, channel, ref, type] }): FoundWrite => {
            const isShown = SPECIAL.has(channel) && type === undefined;
            const value: Serialized | undefined = isShown
              ? ['json', Buffer.from(reader.text(ref))]
              : undefined;
            return {
              checkpoint_ns: stored.lane.checkpoint_ns,
              checkpoint_id,
              task_id,
              task_path,
              idx,
              channel,
              ...(value && { value }),
            };
          },
        ),
      ),
    );

  return {
    description: 'SQLite, written by Retrograph',

    threads: async ({ limit, offset, match }) => {
      const all = file.all<ThreadRow>(
        `SELECT thread_id, min(checkpoint.id) AS first, max(checkpoint.id) AS last,
           count(*) AS checkpointCount
         FROM lane JOIN checkpoint ON lane = lane.id ${isShown(file)} GROUP BY thread_id ORDER BY last DESC`,
      );
      const titles = new Map(
        file
          .all<{ thread_id: string; title: string }>('SELECT thread_id, title FROM thread')
          .map(({ thread_id, title }) => [thread_id, title]),
      );
      const matching = all.filter(({ thread_id }) => {
        const title = titles.get(thread_id);
        return threadMatches({ thread_id, ...(title !== undefined && { title }) }, match);
      });
      return matching
        .slice(offset, offset + limit)
        .map(({ first, last, ...thread }): FoundThread => {
          const title = titles.get(thread.thread_id);
          const writes = writesOf(thread.thread_id, [fullId(last)]);
          const stand = stands(writes.filter(({ checkpoint_ns }) => checkpoint_ns === ''));
          return {
            ...thread,
            first: fullId(first),
            last: fullId(last),
            ...(title !== undefined && { title }),
            ...(stand && { stands: stand }),
          };
        });
    },

    checkpoints: async (threadId, page) =>
      lightRows(db, threadId, page).map(({ stamp: _stamp, ...row }) => row),

    writesOf: async (threadId, ids) => writesOf(threadId, ids),
    checkpoint: async (key) => checkpoints.state(key),
    metadata: async (key) => asValue(checkpoints.metadata(key)),
    stored: async (key) => {
      const tuple = checkpoints.getTupleSync(key);
      return tuple
        ? { checkpoint: tuple.checkpoint, metadata: tuple.metadata, values: [] }
        : undefined;
    },
    parent: async (key) => checkpoints.parent(key),
    writes: async (key, { taskId, channel }) =>
      checkpoints
        .writes(key, taskId)
        .filter((write) => channel === undefined || write.channel === channel),
    tasks: async (threadId) => createTasks(db, idleQueue).list(threadId),
    version: async () => file.version(),
    close: async () => file.close(),
  };
}

/** What is deleted and not freed yet is not shown; earlier versions freed at once. */
const isShown = (file: ReadOnlyFile): string =>
  file.get("SELECT 1 FROM pragma_table_info('lane') WHERE name = 'deleted'")
    ? 'WHERE deleted IS NULL'
    : '';

/** The later versions differ in tables that are not read here: what is read is as it has been since branches. */
function checkVersion(file: ReadOnlyFile): void {
  const { user_version } = file.get<{ user_version: number }>('PRAGMA user_version') ?? {};
  const name = basename(file.path);
  if ((user_version ?? 0) > migrations.length) {
    throw new StudioError('databaseNewer', `${name} was made by a newer version of Retrograph.`);
  }
  if (file.get("SELECT 1 FROM pragma_table_info('lane') WHERE name = 'base'")) return;
  const message = `${name} was made by an early version of Retrograph, and is only read once it is brought up to date.`;
  throw new StudioError('databaseTooOld', message);
}

const asValue = (serialized: Serialized | undefined) => serialized && serializedValue(serialized);

const refuse = (): never => {
  throw new Error('The database is open for reading only.');
};

/** Nothing is ever waiting to be written. */
const idleQueue: CommitQueue = { add: async () => refuse(), flush: () => {}, onLost: () => {} };

/** What storage's own readers ask of a database; nothing of it writes. */
function asDatabase({ path, all, rows, get, close }: ReadOnlyFile): Database {
  return {
    path,
    all,
    rows,
    get,
    run: refuse,
    insertLater: refuse,
    transaction: refuse,
    begin: refuse,
    commit: refuse,
    rollback: refuse,
    writing: () => undefined,
    stamp: refuse,
    beforeCommit: refuse,
    afterCommit: refuse,
    exec: refuse,
    shrink: refuse,
    backUp: async () => refuse(),
    close,
  };
}
