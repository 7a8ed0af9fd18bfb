import { once } from 'node:events';
import { existsSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbsolute } from 'node:path';
import { Worker } from 'node:worker_threads';
import { StudioError } from '../protocol/errors.ts';
import type { StorageInfo } from '../protocol/storage.ts';
import type { Database } from './database.ts';

/** What can be done with the file as a whole, while it is in use. */
export interface Maintenance {
  info: () => StorageInfo;
  /** What SQLite finds wrong, one sentence each; nothing when the file is sound. In a thread of its own. */
  check: () => Promise<string[]>;
  /**
   * Copies the database as it is now to a file that does not exist yet, a little at a time. Answers with its bytes.
   * Throws `invalidInput`, `dataDirNotWritable`, `diskFull`; nothing is left of it then.
   */
  backUp: (path: string) => Promise<number>;
  /** Resolves when what was deleted is freed, and its space given back to the file system. */
  freed: () => Promise<void>;
}

/** Its own thread knows nothing but SQLite, so that it needs no file of its own. */
const checker = `
  const { parentPort, workerData } = require('node:worker_threads');
  const Sqlite = require(workerData.sqlite);
  const sqlite = new Sqlite(workerData.path, { readonly: true, timeout: 5000 });
  const check = (table) =>
    sqlite.pragma('integrity_check' + table).map((row) => row.integrity_check);
  const checkTable = (name) => {
    let found;
    try {
      found = check('("' + name.replaceAll('"', '""') + '")');
    } catch (error) {
      found = [error.message];
    }
    return found.filter((line) => line !== 'ok').map((line) => 'Table ' + name + ': ' + line);
  };
  let found;
  try {
    found = check('');
  } catch (error) {
    // It ends at the first page that is not to be understood: where that is, the tables tell.
    const tables = sqlite.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck();
    found = tables.all().flatMap(checkTable);
    if (found.length === 0) found = [error.message];
  }
  sqlite.close();
  parentPort.postMessage(found);
`;

export function createMaintenance(db: Database, freed: () => Promise<void>): Maintenance {
  return {
    freed,

    info: () => {
      const row = db.get<{ free: number; size: number }>(
        `SELECT freelist_count AS free, page_size AS size FROM pragma_freelist_count, pragma_page_size`,
      );
      const bytes = [db.path, `${db.path}-wal`].reduce((sum, file) => sum + sizeOf(file), 0);
      return { path: db.path, bytes, free: row ? row.free * row.size : 0 };
    },

    check: async () => {
      const sqlite = createRequire(import.meta.url).resolve('better-sqlite3');
      const worker = new Worker(checker, { eval: true, workerData: { sqlite, path: db.path } });
      try {
        const [found] = (await once(worker, 'message')) as [string[]];
        return found.filter((line) => line !== 'ok');
      } catch (error) {
        // What is so damaged that the check itself fails.
        return [error instanceof Error ? error.message : String(error)];
      } finally {
        await worker.terminate();
      }
    },

    backUp: async (path) => {
      if (!isAbsolute(path)) {
        throw new StudioError('invalidInput', `${path} is not an absolute path.`);
      }
      if (existsSync(path)) throw new StudioError('invalidInput', `${path} exists already.`);
      try {
        await db.backUp(path);
      } catch (error) {
        rmSync(path, { force: true });
        if (error instanceof StudioError) throw error;
        const reason = error instanceof Error ? error.message : String(error);
        throw new StudioError('dataDirNotWritable', `${path} cannot be written: ${reason}.`, {
          cause: error,
        });
      }
      return sizeOf(path);
    },
  };
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
