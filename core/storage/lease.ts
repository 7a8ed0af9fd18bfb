import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';

/**
 * Tells the living from the dead among the processes that use a data directory. Each holds an exclusive SQLite
 * lock on a file of its own, which the operating system drops with the process, however it ends. Process ids
 * won't do: after a restart of the machine they belong to others.
 */
export interface Lease {
  /** What to write down as the owner of something. */
  readonly owner: string;
  /** Whether whoever wrote that down still lives. */
  isAlive: (owner: string) => boolean;
  release: () => void;
}

/** Takes a lease in `dataDir/processes`. */
export function takeLease(dataDir: string): Lease {
  const folder = join(dataDir, 'processes');
  mkdirSync(folder, { recursive: true });
  const owner = randomUUID();
  const fileOf = (id: string) => join(folder, `${id}.lock`);
  const held = lock(fileOf(owner));

  return {
    owner,
    isAlive: (other) => {
      if (other === owner) return true;
      const taken = lock(fileOf(other));
      if (!taken) return true;
      taken.close();
      remove(fileOf(other));
      return false;
    },
    release: () => {
      held?.close();
      remove(fileOf(owner));
    },
  };
}

/** Undefined when another connection holds it. The journal stays in memory: nothing is ever written. */
function lock(file: string): Sqlite.Database | undefined {
  const sqlite = new Sqlite(file, { timeout: 0 });
  try {
    sqlite.pragma('journal_mode = MEMORY');
    sqlite.exec('BEGIN EXCLUSIVE');
    return sqlite;
  } catch (error) {
    sqlite.close();
    if (error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY'))
      return undefined;
    throw error;
  }
}

const remove = (file: string) => rmSync(file, { force: true });
