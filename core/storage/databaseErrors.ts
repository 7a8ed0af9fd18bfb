import Sqlite from 'better-sqlite3';
import { StudioError } from '../protocol/errors.ts';

/** Does `work` on the file at `path`; what fails of it is told as a `StudioError` that names the path. */
export function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asStudioError(error, path);
  }
}

/** What SQLite says as a `StudioError`; anything else as it is. */
export function asStudioError(error: unknown, path: string): unknown {
  if (error instanceof TypeError && error.message.includes('directory does not exist')) {
    return new StudioError(
      'dataDirNotWritable',
      `${path} cannot be made: there is no such folder.`,
      {
        cause: error,
      },
    );
  }
  const code = error instanceof Sqlite.SqliteError ? error.code : '';
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) {
    return new StudioError('databaseLocked', `${path} is in use by another program.`, {
      cause: error,
    });
  }
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) {
    return new StudioError('databaseDamaged', `${path} is damaged and cannot be read.`, {
      cause: error,
    });
  }
  // The latter: the memory that processes share of the log is a file too.
  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE') {
    return new StudioError('diskFull', `${path} cannot be written: the disk is full.`, {
      cause: error,
    });
  }
  if (/^SQLITE_(CANTOPEN|READONLY|PERM|IOERR)/.test(code)) {
    const reason = (error as Error).message;
    return new StudioError('dataDirNotWritable', `${path} cannot be written: ${reason}.`, {
      cause: error,
    });
  }
  return error;
}
