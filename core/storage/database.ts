import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { StudioError } from '../protocol/errors.ts';
import { asStudioError, guarded } from './databaseErrors.ts';
import { migrations } from './migrations.ts';
import { createRowBatch } from './rowBatch.ts';

export type Bindable = string | number | Uint8Array | null;

/** The open file. Statements are compiled once per SQL text; failures are `StudioError`s that name the path. */
export interface Database {
  readonly path: string;
  all: <Row>(sql: string, ...values: Bindable[]) => Row[];
  /** As arrays of columns: for many rows at a time. */
  rows: <Row extends unknown[]>(sql: string, ...values: Bindable[]) => Row[];
  get: <Row>(sql: string, ...values: Bindable[]) => Row | undefined;
  /** Answers how many rows it changed. */
  run: (sql: string, ...values: Bindable[]) => number;
  /**
   * Inserts a row before anything else is done with the file, or the open transaction is committed; `into` is a table and
   * its columns. What fails of it fails there. Where no transaction is open, at once.
   */
  insertLater: (into: string, ...values: Bindable[]) => void;
  /** Runs `work` in a transaction that takes the write lock at once; inside another one, as part of it. */
  transaction: <T>(work: () => T) => T;
  /** Begins a transaction that takes the write lock at once; it ends with `commit` or `rollback`. */
  begin: () => void;
  commit: () => void;
  /** Does nothing where no transaction is open: of some failures SQLite itself ends it. */
  rollback: () => void;
  /** Stands for the transaction that is open: what is read in one is so until it ends, but for one's own changes. */
  writing: () => object | undefined;
  /** Has `work` done before the open transaction is committed, or one begins inside it; forgotten when it fails. */
  beforeCommit: (work: () => void) => void;
  /** Has `work` done once the open transaction is committed, at once where none is open; forgotten when it fails. */
  afterCommit: (work: () => void) => void;
  /** Grows with every call, and over restarts: for order, and to tell one version of a row from the next. */
  stamp: () => number;
  /** Runs several statements. */
  exec: (sql: string) => void;
  /** Gives the file system back some pages of what a deletion freed. Answers whether there are more. */
  shrink: (pages: number) => boolean;
  /** Copies the file as it is now, some pages a turn of the event loop. */
  backUp: (path: string) => Promise<void>;
  close: () => void;
}

const FILE_NAME = 'retrograph.db';

/** Marks the file as ours (`Rtgr`), so that another program's database is not taken for an empty one. */
export const APPLICATION_ID = 0x52746772;

/**
 * Opens, and on the first time makes, the database of a data directory. `busyTimeout` is how long, in
 * milliseconds, to wait for another process to let go of the file.
 * Throws `dataDirNotWritable`, `databaseTooNew`, `databaseDamaged` or `databaseLocked`.
 */
export function openDatabase(dataDir: string, busyTimeout: number): Database {
  try {
    makeFolder(dataDir);
    return openDatabaseFile(join(dataDir, FILE_NAME), busyTimeout);
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    const { code, message, cause } = error;
    const hint = `${error.hint} Another folder can be given with --data-dir.`;
    throw new StudioError(code, message, { cause, hint });
  }
}

/** The same of any file: a program's own checkpoints. Its folder must be there. */
export function openDatabaseFile(path: string, busyTimeout: number): Database {
  const sqlite = guarded(path, () => new Sqlite(path, { timeout: busyTimeout }));
  const db = wrap(sqlite, path);
  try {
    guarded(path, () => prepareFile(sqlite, path, db));
  } catch (error) {
    sqlite.close();
    throw error;
  }
  return db;
}

function makeFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true });
  } catch (error) {
    const message = `The data folder ${dataDir} cannot be created: ${reasonOf(error)}.`;
    throw new StudioError('dataDirNotWritable', message, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'EEXIST' || code === 'ENOTDIR') return 'a file is in its place';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'ENOSPC') return 'the disk is full';
  if (code === 'EROFS') return 'the file system is read-only';
  return code || String(error);
}

function prepareFile(sqlite: Sqlite.Database, path: string, db: Database): void {
  const version = () => sqlite.pragma('user_version', { simple: true }) as number;
  const owner = sqlite.pragma('application_id', { simple: true });
  const foreign = version() === 0 && sqlite.prepare('SELECT 1 FROM sqlite_schema').get();
  if ((owner !== 0 && owner !== APPLICATION_ID) || (owner === 0 && foreign)) {
    const hint = 'Give another path, or one where nothing is yet.';
    throw new StudioError('databaseDamaged', `${path} is not a database of Retrograph.`, { hint });
  }
  if (version() > migrations.length) {
    throw new StudioError('databaseTooNew', `${path} was made by a newer version of Retrograph.`);
  }
  // These two must precede the first table; afterwards they have no effect.
  sqlite.pragma('page_size = 8192');
  sqlite.pragma('auto_vacuum = INCREMENTAL');
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = NORMAL');
  // Steps write the same few pages again and again: the longer the log, the fewer of them go to the file, and the fewer
  // steps wait for the disk. In pages: the limit below.
  sqlite.pragma('wal_autocheckpoint = 8192');
  // The WAL of one huge checkpoint would otherwise keep its size until the file is closed.
  sqlite.pragma('journal_size_limit = 67108864');
  const migrate = sqlite.transaction(() => {
    for (const migrate of migrations.slice(version())) migrate(db);
    sqlite.pragma(`user_version = ${migrations.length}`);
    sqlite.pragma(`application_id = ${APPLICATION_ID}`);
  });
  if (version() < migrations.length) migrate.immediate();
}

function wrap(sqlite: Sqlite.Database, path: string): Database {
  const statements = new Map<string, Sqlite.Statement<Bindable[]>>();
  const transact = sqlite.transaction((work: () => unknown) => work()).immediate;
  let lastStamp = 0;
  let writing: object | undefined;
  let last: (() => void)[] = [];
  let afterwards: (() => void)[] = [];

  /** Another object whenever what was found out in the transaction may not hold any more. */
  const opened = (transaction: object | undefined) => {
    writing = transaction;
    last = [];
    batch.drop();
  };
  const finish = () => {
    const works = last;
    last = [];
    for (const work of works) work();
    batch.settle();
  };

  const committed = () => {
    const works = afterwards;
    afterwards = [];
    for (const work of works) work();
  };

  const batch = createRowBatch((sql, values) => void prepared(sql).run(...values));

  const prepared = (sql: string) => {
    const known = statements.get(sql);
    if (known) return known;
    const statement = sqlite.prepare<Bindable[]>(sql);
    statements.set(sql, statement);
    return statement;
  };

  /** The statement to be done now: after what was put off. */
  const next = (sql: string) => {
    batch.settle();
    return prepared(sql);
  };

  const arrays = new Map<string, Sqlite.Statement<Bindable[]>>();
  const raw = (sql: string) => {
    batch.settle();
    const known = arrays.get(sql) ?? sqlite.prepare<Bindable[]>(sql).raw();
    arrays.set(sql, known);
    return known;
  };

  return {
    path,
    all: <Row>(sql: string, ...values: Bindable[]) =>
      guarded(path, () => next(sql).all(...values) as Row[]),
    rows: <Row extends unknown[]>(sql: string, ...values: Bindable[]) =>
      guarded(path, () => raw(sql).all(...values) as Row[]),
    get: <Row>(sql: string, ...values: Bindable[]) =>
      guarded(path, () => next(sql).get(...values) as Row | undefined),
    run: (sql, ...values) => {
      // Without a closure: of all calls these are most.
      try {
        return next(sql).run(...values).changes;
      } catch (error) {
        throw asStudioError(error, path);
      }
    },
    insertLater: (into, ...values) => {
      batch.add(into, values);
      if (!writing) guarded(path, batch.settle);
    },
    transaction: <T>(work: () => T) =>
      guarded(path, () => {
        const inside = writing !== undefined;
        finish();
        opened({});
        let result: T;
        try {
          result = transact(() => {
            const result = work();
            finish();
            return result;
          }) as T;
        } catch (error) {
          afterwards = [];
          throw error;
        } finally {
          opened(inside ? {} : undefined);
        }
        if (!inside) committed();
        return result;
      }),
    begin: () =>
      guarded(path, () => {
        prepared('BEGIN IMMEDIATE').run();
        opened({});
      }),
    commit: () =>
      guarded(path, () => {
        finish();
        prepared('COMMIT').run();
        opened(undefined);
        committed();
      }),
    rollback: () =>
      guarded(path, () => {
        opened(undefined);
        afterwards = [];
        if (sqlite.inTransaction) prepared('ROLLBACK').run();
      }),
    writing: () => writing,
    beforeCommit: (work) => void last.push(work),
    afterCommit: (work) => {
      afterwards.push(work);
      if (!writing) committed();
    },
    stamp: () => (lastStamp = Math.max(lastStamp + 1, Date.now() * 1000)),
    exec: (sql) =>
      guarded(path, () => {
        batch.settle();
        sqlite.exec(sql);
      }),
    shrink: (pages) =>
      guarded(path, () => {
        const free = () => sqlite.pragma('freelist_count', { simple: true }) as number;
        const before = free();
        sqlite.pragma(`incremental_vacuum(${pages})`);
        const after = free();
        return after > 0 && after < before;
      }),
    backUp: async (to) => {
      try {
        await sqlite.backup(to);
      } catch (error) {
        throw asStudioError(error, to);
      }
    },
    close: () => sqlite.close(),
  };
}
