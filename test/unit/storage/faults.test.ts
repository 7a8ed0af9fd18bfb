import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { createCheckpoints } from '../../../core/storage/checkpoints.ts';
import { createCommitQueue } from '../../../core/storage/commitQueue.ts';
import { openDatabaseFile } from '../../../core/storage/database.ts';
import { openStorage } from '../../../core/storage/openStorage.ts';
import { dataDir } from '../../helpers/dataDir.ts';
import { storageFor } from '../../helpers/storage.ts';
import { checkpoint, json, task } from '../../helpers/stored.ts';

const PAGE = 8192;

/** Two threads of one project, each with many pages of its own, which hold its mark. */
function twoThreads() {
  const dir = dataDir();
  const storage = openStorage(dir);
  const threads = storage.threads('/project');
  const ids = ['first', 'second'].map((mark) => {
    const { thread_id } = threads.create('graph', mark);
    for (let step = 0; step < 60; step++) {
      const id = `${mark}-${String(step).padStart(3, '0')}`;
      storage.checkpoints.putSync(
        checkpoint(id, {
          thread_id,
          step,
          checkpoint: json({
            v: 4,
            id,
            ts: '2026-01-01T00:00:00.000Z',
            channel_values: { text: `${id} `.repeat(400) },
            channel_versions: { text: step + 1 },
            versions_seen: {},
          }),
          metadata: json({ source: 'loop', step, parents: {}, mark: `${id} `.repeat(100) }),
        }),
      );
      storage.tasks.record([task(id, { thread_id, checkpoint_id: id, status: 'done' })]);
    }
    return thread_id;
  });
  storage.close();
  return { dir, path: join(dir, 'retrograph.db'), ids: ids as [string, string] };
}

/** Destroys the leaves that hold `mark` and not `other`: what is above them is of both. Answers with how many. */
function damage(path: string, mark: string, other: string): number {
  const sqlite = new Sqlite(path, { readonly: true });
  const leaves = sqlite
    .prepare(
      "SELECT pageno FROM dbstat WHERE pagetype = 'leaf' AND name <> 'thread' AND pageno > 1",
    )
    .pluck()
    .all() as number[];
  sqlite.close();
  const bytes = readFileSync(path);
  const hit = leaves
    .map((page) => bytes.subarray((page - 1) * PAGE, page * PAGE))
    .filter((page) => page.includes(`${mark}-`) && !page.includes(`${other}-`));
  for (const page of hit) page.fill(0xff);
  writeFileSync(path, bytes);
  return hit.length;
}

test('a damaged thread says so, and the others are read as ever', async () => {
  const { dir, path, ids } = twoThreads();
  expect(damage(path, 'first', 'second')).toBeGreaterThan(5);
  const storage = storageFor(dir);
  const [first, second] = ids;
  const threads = storage.threads('/project');
  expect(threads.list('graph').map(({ title }) => title)).toEqual(['second', 'first']);
  const damaged = expect.objectContaining({ code: 'databaseDamaged' }) as Error;
  expect(() => storage.checkpoints.rows(first)).toThrow(damaged);
  expect(storage.checkpoints.rows(second)).toHaveLength(60);
  expect(storage.tasks.list(second)).toHaveLength(60);
  const ref = { thread_id: second, checkpoint_ns: '', checkpoint_id: 'second-059' };
  expect(storage.values.readWhole(ref, ['text'])).toContain('second-059');
  storage.checkpoints.putSync(checkpoint('second-999', { thread_id: second }));
  expect(threads.get(second).checkpointCount).toBe(61);
  expect(await storage.maintenance.check()).toContain(
    'Table checkpoint: database disk image is malformed',
  );
});

test('a value of which a part is missing says so, and those beside it are read', () => {
  const { dir, path, ids } = twoThreads();
  const sqlite = new Sqlite(path);
  sqlite.exec("DELETE FROM datum WHERE text LIKE 'first-030%' OR text LIKE '\"first-030%'");
  sqlite.close();
  const storage = storageFor(dir);
  const at = (step: string) => ({
    thread_id: ids[0],
    checkpoint_ns: '',
    checkpoint_id: `first-${step}`,
  });
  expect(storage.checkpoints.rows(ids[0])).toHaveLength(60);
  expect(() => storage.values.readWhole(at('030'), ['text'])).toThrow(
    expect.objectContaining({ code: 'databaseDamaged' }) as Error,
  );
  expect(storage.values.readWhole(at('010'), ['text'])).toContain('first-010');
});

test('a file that was cut off is refused or read as far as it goes, and is not made worse', () => {
  const { dir, path } = twoThreads();
  truncateSync(path, PAGE * 5 + 100);
  const before = readFileSync(path);
  const damaged = expect.objectContaining({ code: 'databaseDamaged' }) as Error;
  expect(() => {
    const storage = storageFor(dir);
    for (const { thread_id } of storage.threads('/project').list('graph'))
      storage.checkpoints.rows(thread_id);
  }).toThrow(damaged);
  expect(readFileSync(path).equals(before)).toBe(true);
});

test('a full disk: what does not fit is refused, what was stored stays, and it goes on when there is room', async () => {
  const path = join(dataDir(), 'full.db');
  const db = openDatabaseFile(path, 0);
  onTestFinished(() => db.close());
  const checkpoints = createCheckpoints(db, createCommitQueue(db));
  await checkpoints.put(checkpoint('c1'));
  db.get('PRAGMA max_page_count = 60');
  const large = checkpoint('c2', { checkpoint: json('x'.repeat(1_000_000)) });
  await expect(checkpoints.put(large)).rejects.toMatchObject({
    code: 'diskFull',
    message: `${path} cannot be written: the disk is full.`,
  });
  expect(checkpoints.rows('t').map(({ checkpoint_id }) => checkpoint_id)).toEqual(['c1']);
  db.exec('PRAGMA max_page_count = 4294967294');
  await checkpoints.put(large);
  expect(checkpoints.rows('t')).toHaveLength(2);
  expect(db.get('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' });
});
