import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { dataDir } from '../../helpers/dataDir.ts';
import { storageFor } from '../../helpers/storage.ts';
import { killedWriter } from './killedWriter.ts';

test.each([1, 40, 400])('kill -9 after %i puts loses none that resolved', async (count) => {
  const dir = dataDir();
  const resolved = await killedWriter(dir, 'puts', count);
  const storage = storageFor(dir);
  const stored = storage.checkpoints.listSync({ thread_id: 't' });
  const ids = new Set(stored.map(({ checkpoint_id }) => checkpoint_id));
  expect(resolved.length).toBeGreaterThanOrEqual(count);
  expect(resolved.filter((id) => !ids.has(id))).toEqual([]);
  expect(stored.every(({ writes }) => writes.length === 1)).toBe(true);

  const sqlite = new Sqlite(storage.path, { readonly: true });
  expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
  sqlite.close();
});
