import { resolve } from 'node:path';
import { openDatabaseFile, type Database } from '../storage/database.ts';
import { createSweeper, type Sweeper } from '../storage/sweeper.ts';
import { createCommits, type Commits } from './commits.ts';

/**
 * A file as the savers and stores of this process use it together: a saver's transaction is open until the end of the
 * turn, and a second connection would wait for it in vain.
 */
export interface SharedDatabase {
  readonly db: Database;
  readonly commits: Commits;
  /** Resolves when what was deleted is freed. */
  freed: () => Promise<void>;
  /** Commits what is open; the last one closes the file. */
  close: () => void;
}

interface Open {
  db: Database;
  commits: Commits;
  sweeper: Sweeper;
  users: Set<() => void>;
}

const open = new Map<string, Open>();

/** `lost` is called when a transaction fails: nothing of it is stored. `busyTimeout` is of whoever comes first. */
export function openShared(path: string, busyTimeout: number, lost = () => {}): SharedDatabase {
  const name = path === ':memory:' ? undefined : resolve(path);
  const known = name === undefined ? undefined : open.get(name);
  const shared = known ?? openNew(path, busyTimeout);
  if (name !== undefined) open.set(name, shared);
  // Of its own, for a function may be given twice.
  const user = () => lost();
  shared.users.add(user);
  return {
    db: shared.db,
    commits: shared.commits,
    freed: shared.sweeper.done,
    close: () => {
      if (!shared.users.has(user)) return;
      shared.commits.flush();
      shared.users.delete(user);
      if (shared.users.size > 0) return;
      if (name !== undefined) open.delete(name);
      shared.sweeper.stop();
      shared.db.close();
    },
  };
}

/** What better-sqlite3 needs: in an older one its binary ends the process. */
const NODE = 22;

function openNew(path: string, busyTimeout: number): Open {
  if (Number.parseInt(process.versions.node, 10) < NODE) {
    throw new Error(
      `retrograph/checkpointer needs Node.js ${NODE} or later; this is ${process.version}.`,
    );
  }
  const users = new Set<() => void>();
  const db = openDatabaseFile(path, busyTimeout);
  const sweeper = createSweeper(db);
  sweeper.start();
  return { db, users, sweeper, commits: createCommits(db, () => users.forEach((lost) => lost())) };
}
