import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, expect, test, vi } from 'vitest';
import { RetrographSaver } from '../../../core/checkpointer/retrographSaver.ts';
import { RetrographStore } from '../../../core/checkpointer/retrographStore.ts';
import { StudioError } from '../../../core/protocol/errors.ts';
import { openStorage } from '../../../core/storage/openStorage.ts';
import { dataDir } from '../../helpers/dataDir.ts';

afterEach(() => vi.unstubAllGlobals());

const refusal = (open: () => unknown) => {
  try {
    open();
  } catch (error) {
    if (error instanceof StudioError) return `${error.message} ${error.hint}`;
    throw error;
  }
  throw new Error('It opened.');
};

test('an older Node.js is refused with a sentence, before its process could end', () => {
  const old = { version: { value: 'v20.20.2' }, versions: { value: { node: '20.20.2' } } };
  vi.stubGlobal('process', Object.create(process, old) as typeof process);
  const sentence = 'retrograph/checkpointer needs Node.js 22 or later; this is v20.20.2.';
  expect(() => new RetrographSaver(':memory:')).toThrow(sentence);
  expect(() => new RetrographStore(':memory:')).toThrow(sentence);
});

test('a program is told what it can do, and only the app of its data folder', () => {
  const dir = dataDir();
  const path = join(dir, 'retrograph.db');
  new RetrographSaver(path).close();
  const other = new Sqlite(path);
  other.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
  const locked = `${path} is in use by another program. Close the other program that uses it, or wait until it is done.`;
  expect(refusal(() => new RetrographSaver(path, { busyTimeout: 0 }))).toBe(locked);
  expect(refusal(() => new RetrographStore(path, { busyTimeout: 0 }))).toBe(locked);
  expect(refusal(() => openStorage(dir, { busyTimeout: 0 }))).toBe(
    `${locked} Another folder can be given with --data-dir.`,
  );
  other.close();
});

test('a path that cannot be is named', () => {
  const dir = dataDir();
  const path = join(dir, 'none', 'own.db');
  expect(refusal(() => new RetrographSaver(path))).toBe(
    `${path} cannot be made: there is no such folder. Check that its folder is there and can be written to.`,
  );
  expect(refusal(() => new RetrographStore(dir))).toMatch(/cannot be written: .+\. Check that/);
});
