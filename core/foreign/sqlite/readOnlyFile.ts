import { closeSync, openSync, readSync, statSync, type Stats } from 'node:fs';
import { basename } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { StudioError } from '../../protocol/errors.ts';

/**
 * Another program's SQLite file, opened so that nothing can be written. Every call throws a `StudioError` that names
 * the file. Queries are synchronous: keep them small.
 */
export interface ReadOnlyFile {
  readonly path: string;
  all: <Row>(sql: string, ...values: SQLInputValue[]) => Row[];
  /** As arrays of columns. */
  rows: <Row extends unknown[]>(sql: string, ...values: SQLInputValue[]) => Row[];
  get: <Row>(sql: string, ...values: SQLInputValue[]) => Row | undefined;
  /** Refused, always: what the tests prove. */
  exec: (sql: string) => void;
  /** Another text than before once another program has committed something. */
  version: () => string;
  close: () => void;
}

/** How long to wait for a program that holds the file, in milliseconds. */
const BUSY_TIMEOUT = 1000;

/**
 * Opens an existing file. One in WAL mode that nobody has open is read as immutable, since SQLite would make a
 * `-wal` and a `-shm` beside it even to read; as soon as a program opens it, it is read with that program's own.
 * Throws `noSuchFile`, from then on also once it is deleted or another file is in its place; `notADatabase`,
 * `databaseBroken` and `databaseBusy`.
 */
export function openReadOnly(path: string): ReadOnlyFile {
  const { ino } = statsOf(path);
  const isWal = readHeader(path);
  let isLive = !isWal || isOpenElsewhere(path);
  let db = connect(path, isLive);
  let statements = new Map<string, StatementSync>();

  const reopen = (live: boolean) => {
    const fresh = connect(path, live);
    db.close();
    statements = new Map();
    isLive = live;
    db = fresh;
  };
  /** An immutable file is not locked, so whoever has changed it has to be noticed by hand. */
  let seen = stampOf(statsOf(path));
  const upToDate = () => {
    const stats = statsOf(path);
    if (stats.ino !== ino) {
      throw new StudioError('noSuchFile', `Another file is in the place of ${path}.`);
    }
    if (isLive) return;
    const stamp = stampOf(stats);
    if (isOpenElsewhere(path)) reopen(true);
    else if (stamp !== seen) reopen(false);
    seen = stamp;
  };
  const prepared = (sql: string, asArrays = false) => {
    const key = `${asArrays} ${sql}`;
    const known = statements.get(key) ?? db.prepare(sql);
    if (asArrays) known.setReturnArrays(true);
    statements.set(key, known);
    return known;
  };
  const read = <T>(work: () => T): T =>
    guarded(path, () => {
      upToDate();
      return work();
    });

  return {
    path,
    all: <Row>(sql: string, ...values: SQLInputValue[]) =>
      read(() => prepared(sql).all(...values) as Row[]),
    rows: <Row extends unknown[]>(sql: string, ...values: SQLInputValue[]) =>
      read(() => prepared(sql, true).all(...values) as unknown as Row[]),
    get: <Row>(sql: string, ...values: SQLInputValue[]) =>
      read(() => prepared(sql).get(...values) as Row | undefined),
    exec: (sql) => read(() => db.exec(sql)),
    version: () =>
      read(() => {
        const row = db.prepare('PRAGMA data_version').get() as { data_version: number };
        return `${isLive} ${row.data_version} ${seen}`;
      }),
    close: () => db.close(),
  };
}

function connect(path: string, isLive: boolean): DatabaseSync {
  const url = pathToFileURL(path);
  if (!isLive) url.searchParams.set('immutable', '1');
  return new DatabaseSync(url, { readOnly: true, timeout: BUSY_TIMEOUT });
}

const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size;
const isOpenElsewhere = (path: string) =>
  sizeOf(`${path}-wal`) !== undefined || sizeOf(`${path}-shm`) !== undefined;

const stampOf = ({ size, mtimeMs }: Stats): string => `${size} ${mtimeMs}`;

function statsOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function unreadable(path: string, cause: unknown): StudioError {
  const { code } = cause as NodeJS.ErrnoException;
  const isMissing = code === 'ENOENT' || code === 'ENOTDIR';
  const message = isMissing
    ? `There is no file ${path}.`
    : `The file ${path} cannot be read: ${code}.`;
  return new StudioError('noSuchFile', message, { cause });
}

/** Answers whether the file is in WAL mode: https://www.sqlite.org/fileformat.html, bytes 18 and 19. */
function readHeader(path: string): boolean {
  const header = Buffer.alloc(100);
  let length = 0;
  try {
    const file = openSync(path, 'r');
    try {
      length = readSync(file, header);
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw unreadable(path, cause);
  }
  if (length === 0) throw new StudioError('notADatabase', `${basename(path)} is empty.`);
  if (header.toString('latin1', 0, 16) !== 'SQLite format 3\0') {
    throw new StudioError(
      'notADatabase',
      `${basename(path)} is not an SQLite database, or it is encrypted.`,
    );
  }
  return header[18] === 2;
}

function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asStudioError(error, path);
  }
}

/** By SQLite's primary result codes: https://www.sqlite.org/rescode.html. */
function asStudioError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('errcode' in error)) return error;
  const name = basename(path);
  const wrap = (
    code: 'databaseBusy' | 'databaseBroken' | 'notADatabase' | 'unknownSchema',
    message: string,
  ) => new StudioError(code, message, { cause: error });
  switch (Number(error.errcode) & 0xff) {
    case 1:
      return wrap(
        'unknownSchema',
        `${name} has other tables than a checkpointer: ${error.message}.`,
      );
    case 5:
    case 6:
      return wrap('databaseBusy', `${name} is locked by another program.`);
    case 11:
      return wrap('databaseBroken', `${name} is damaged: ${error.message}.`);
    case 26:
      return wrap('notADatabase', `${name} is not an SQLite database, or it is encrypted.`);
    case 8:
      return wrap('databaseBroken', `${name} is open for reading only.`);
    case 10:
    case 14:
      return wrap(
        'databaseBroken',
        `${name} cannot be read with its -wal and -shm files: ${error.message}.`,
      );
    default:
      return error;
  }
}
