import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ErrorCode } from '../../../core/protocol/errors.ts';
import { openStorage } from '../../../core/storage/openStorage.ts';
import { dataDir } from '../../helpers/dataDir.ts';
import { storageFor } from '../../helpers/storage.ts';
import { checkpoint } from '../../helpers/stored.ts';

function failure(code: ErrorCode, path: string) {
  const named = expect.stringContaining(path) as string;
  return expect.objectContaining({ code, message: named }) as Error;
}

test('makes the folder and the file, in WAL mode', () => {
  const dir = join(dataDir(), 'new', 'folder');
  const storage = storageFor(dir);
  expect(storage.path).toBe(join(dir, 'retrograph.db'));
  expect(readdirSync(dir)).toContain('retrograph.db-wal');
});

test('keeps what was stored over a restart, and runs no migration twice', () => {
  const dir = dataDir();
  const first = openStorage(dir);
  first.checkpoints.putSync(checkpoint('c1'));
  first.close();
  expect(storageFor(dir).checkpoints.rows('t')).toHaveLength(1);
});

test('refuses a data folder that is a file', () => {
  const dir = join(dataDir(), 'taken');
  writeFileSync(dir, '');
  expect(() => openStorage(dir)).toThrow(failure('dataDirNotWritable', dir));
  expect(() => openStorage(join(dir, 'deeper'))).toThrow(failure('dataDirNotWritable', dir));
});

describe.skipIf(process.platform === 'win32')('a folder that cannot be written', () => {
  /** Whoever is root may write anywhere. */
  const asNobody = <T>(work: () => T): T => {
    if (process.getuid?.() !== 0) return work();
    process.seteuid?.(65_534);
    try {
      return work();
    } finally {
      process.seteuid?.(0);
    }
  };

  test('is refused with its path, and the file in it stays as it was', () => {
    const dir = dataDir();
    const storage = openStorage(dir);
    storage.checkpoints.putSync(checkpoint('c1'));
    storage.close();
    const path = join(dir, 'retrograph.db');
    const before = readFileSync(path);
    chmodSync(path, 0o444);
    chmodSync(dir, 0o555);
    onTestFinished(() => chmodSync(dir, 0o755));
    expect(() => asNobody(() => openStorage(dir))).toThrow(failure('dataDirNotWritable', path));
    expect(readFileSync(path).equals(before)).toBe(true);
    chmodSync(dir, 0o755);
    chmodSync(path, 0o644);
    expect(storageFor(dir).checkpoints.rows('t')).toHaveLength(1);
  });

  test('is refused where it has to be made', () => {
    const dir = dataDir();
    chmodSync(dir, 0o555);
    onTestFinished(() => chmodSync(dir, 0o755));
    const inside = join(dir, 'data');
    expect(() => asNobody(() => openStorage(inside))).toThrow(
      failure('dataDirNotWritable', inside),
    );
    expect(() => asNobody(() => openStorage(dir))).toThrow(failure('dataDirNotWritable', dir));
  });
});

test('refuses a database of a newer version and leaves it as it was', () => {
  const dir = dataDir();
  openStorage(dir).close();
  const path = join(dir, 'retrograph.db');
  const sqlite = new Sqlite(path);
  sqlite.pragma('user_version = 99');
  sqlite.close();
  const before = readFileSync(path);
  expect(() => openStorage(dir)).toThrow(failure('databaseTooNew', path));
  expect(readFileSync(path).equals(before)).toBe(true);
});

test('refuses a file that is no database', () => {
  const dir = dataDir();
  const path = join(dir, 'retrograph.db');
  writeFileSync(path, 'not a database, but long enough to have a header of its own '.repeat(20));
  expect(() => openStorage(dir)).toThrow(failure('databaseDamaged', path));
});

test("refuses another program's database", () => {
  const dir = dataDir();
  const path = join(dir, 'retrograph.db');
  const sqlite = new Sqlite(path);
  sqlite.exec('CREATE TABLE checkpoint (theirs)');
  sqlite.close();
  expect(() => openStorage(dir)).toThrow(failure('databaseDamaged', path));
});

test('says so when pages in use are damaged', () => {
  const dir = dataDir();
  const storage = openStorage(dir);
  storage.checkpoints.putSync(checkpoint('c1'));
  storage.close();
  const path = join(dir, 'retrograph.db');
  const bytes = readFileSync(path);
  bytes.fill(0xff, 8192);
  writeFileSync(path, bytes);
  const damaged = storageFor(dir);
  expect(() => damaged.checkpoints.rows('t')).toThrow(failure('databaseDamaged', path));
});

test('says so when another program keeps the file locked', () => {
  const dir = dataDir();
  openStorage(dir).close();
  const path = join(dir, 'retrograph.db');
  const other = new Sqlite(path);
  onTestFinished(() => void other.close());
  other.pragma('locking_mode = EXCLUSIVE');
  other.exec('BEGIN EXCLUSIVE');
  expect(() => openStorage(dir, { busyTimeout: 0 })).toThrow(failure('databaseLocked', path));
});

test('lets two processes share a folder, and says so when one waits in vain', () => {
  const dir = dataDir();
  const mine = openStorage(dir, { busyTimeout: 0 });
  onTestFinished(() => mine.close());
  const theirs = storageFor(dir);
  theirs.checkpoints.putSync(checkpoint('c1'));
  mine.checkpoints.putSync(checkpoint('c2'));
  expect(theirs.checkpoints.rows('t').map((row) => row.checkpoint_id)).toEqual(['c2', 'c1']);

  const writer = new Sqlite(mine.path);
  onTestFinished(() => void writer.close());
  writer.exec('BEGIN IMMEDIATE');
  expect(() => mine.checkpoints.putSync(checkpoint('c3'))).toThrow(
    failure('databaseLocked', mine.path),
  );
  writer.exec('ROLLBACK');
  mine.checkpoints.putSync(checkpoint('c3'));
  expect(mine.checkpoints.rows('t')).toHaveLength(3);
});
