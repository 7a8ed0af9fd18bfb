import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabaseAdapter } from '../../../core/adapters/databaseAdapter.ts';
import { lookAt } from './looks.ts';

const folder = mkdtempSync(join(tmpdir(), 'retrograph-pages-'));
const file = join(folder, 'many.db');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A version 6 uuid, which sorts by `at`. */
const idOf = (at: number) => {
  const digits = at.toString(16).padStart(12, '0');
  return `1f000${digits.slice(0, 3)}-${digits.slice(3, 7)}-6${digits.slice(7, 10)}-8000-0000000000${digits.slice(10)}`;
};
const write = (threads: number, from = 0, rows = 1) => {
  const db = new Sqlite(file);
  db.exec(`CREATE TABLE IF NOT EXISTS checkpoints (thread_id TEXT NOT NULL, checkpoint_ns TEXT NOT NULL,
      checkpoint_id TEXT NOT NULL, parent_checkpoint_id TEXT, type TEXT, checkpoint BLOB, metadata BLOB,
      PRIMARY KEY (thread_id, checkpoint_ns, checkpoint_id));
    CREATE TABLE IF NOT EXISTS writes (thread_id TEXT, checkpoint_ns TEXT, checkpoint_id TEXT, task_id TEXT,
      idx INTEGER, channel TEXT, type TEXT, value BLOB,
      PRIMARY KEY (thread_id, checkpoint_ns, checkpoint_id, task_id, idx))`);
  const insert = db.prepare("INSERT INTO checkpoints VALUES (?, '', ?, ?, 'json', ?, ?)");
  db.transaction(() => {
    for (let thread = from; thread < from + threads; thread++) {
      for (let step = 0; step < rows; step++) {
        const id = idOf(thread * 1_000_000 + step);
        const parent = step > 0 ? idOf(thread * 1_000_000 + step - 1) : null;
        const checkpoint = JSON.stringify({ id, channel_values: {} });
        const metadata = JSON.stringify({ source: 'loop', step });
        insert.run(`Customer-${thread}`, id, parent, checkpoint, metadata);
      }
    }
  })();
  db.close();
};

beforeAll(() => write(2_500));

it('lists a thousand threads at once, and the older ones when asked', async () => {
  const { reader, history } = await lookAt(file);
  const first = await history.listThreads('database');
  const last = await history.listThreads('database', { offset: 2_000 });
  expect(first.threads.map(({ thread_id }) => thread_id)).toEqual(
    Array.from({ length: 1_000 }, (_, index) => `Customer-${2_499 - index}`),
  );
  expect(first.more).toBe(true);
  expect(last.threads).toHaveLength(500);
  expect(last.threads.at(-1)?.thread_id).toBe('Customer-0');
  expect(last.more).toBe(false);
  await reader.close();
});

it('finds a thread by any part of its id, wherever it stands', async () => {
  const { reader, history } = await lookAt(file);
  const { threads, more } = await history.listThreads('database', { match: ' customer-77' });
  expect(threads.map(({ thread_id }) => thread_id)).toEqual([
    ...Array.from({ length: 10 }, (_, index) => `Customer-${779 - index}`),
    'Customer-77',
  ]);
  expect(more).toBe(false);
  expect((await history.listThreads('database', { match: 'nobody' })).threads).toEqual([]);
  await reader.close();
});

it('a thread that a new one moves out of the page is not told as deleted', async () => {
  const adapter = createDatabaseAdapter(file, async () => {
    const { reader, history } = await lookAt(file);
    return { history, version: reader.version, close: reader.close };
  });
  const told: string[] = [];
  const seen = new Promise<void>((resolve) =>
    adapter.onEvent((event) => {
      if (event.type === 'thread') told.push(`new ${event.thread.thread_id}`);
      if (event.type === 'threadDeleted') told.push(`deleted ${event.thread_id}`);
      if (told.length >= 3) resolve();
    }),
  );
  await adapter.connect();
  await adapter.history.listThreads('database');
  await adapter.history.listThreads('database', { match: 'Customer-3' });
  write(2, 2_500);
  const db = new Sqlite(file);
  db.exec("DELETE FROM checkpoints WHERE thread_id = 'Customer-2400'");
  db.close();
  await seen;
  expect(told.toSorted()).toEqual([
    'deleted Customer-2400',
    'new Customer-2500',
    'new Customer-2501',
  ]);
  await adapter.disconnect({ kill: false });
});

it('shows the newest 20,000 checkpoints of a thread, and older ones when asked', async () => {
  write(1, 9_000, 20_300);
  const { reader, history } = await lookAt(file);
  const thread = 'Customer-9000';
  const steps = async (atLeast?: number) =>
    (await history.listCheckpoints(thread, atLeast)).map(({ step }) => step);
  const newest = await steps();
  expect([newest.length, newest[0], newest.at(-1)]).toEqual([20_000, 20_299, 300]);
  const all = await steps(newest.length + 1);
  expect([all.length, all.at(-1)]).toEqual([20_300, 0]);
  history.forget();
  expect(await steps()).toHaveLength(20_300);
  await reader.close();
});
