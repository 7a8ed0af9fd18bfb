import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { Stopped } from '../../../core/protocol/model.ts';
import { openStorage } from '../../../core/storage/openStorage.ts';
import { dataDir } from '../../helpers/dataDir.ts';
import { storageFor } from '../../helpers/storage.ts';
import { checkpoint, json, task } from '../../helpers/stored.ts';
import { killedWriter } from './killedWriter.ts';

const stopped: Stopped = { reason: 'breakpoint', when: 'before', nodes: ['ask_human'] };

test('titles count up per graph, past the highest in use', () => {
  const threads = storageFor().threads('/project');
  const titles = () => threads.list('graph').map(({ title }) => title);
  const first = threads.create('graph');
  threads.create('graph');
  threads.create('other');
  threads.create('graph', 'Mine');
  expect(titles()).toEqual(['Mine', 'Thread 2', 'Thread 1']);
  threads.delete(first.thread_id);
  threads.create('graph');
  expect(titles()).toEqual(['Thread 3', 'Mine', 'Thread 2']);
});

test('threads belong to their project', () => {
  const storage = storageFor();
  const { thread_id } = storage.threads('/one').create('graph');
  const other = storage.threads('/two');
  expect(other.list('graph')).toEqual([]);
  const unknown = expect.objectContaining({ code: 'unknownThread' }) as Error;
  expect(() => other.get(thread_id)).toThrow(unknown);
  expect(() => other.rename(thread_id, 'x')).toThrow(unknown);
  expect(() => other.setStanding(thread_id, { state: 'idle' })).toThrow(unknown);
  expect(() => other.delete(thread_id)).toThrow(unknown);
});

test('renames, and counts checkpoints of all namespaces', () => {
  const storage = storageFor();
  const threads = storage.threads('/project');
  const { thread_id } = threads.create('graph');
  storage.checkpoints.putSync(checkpoint('c1', { thread_id }));
  storage.checkpoints.putSync(checkpoint('c2', { thread_id, checkpoint_ns: 'sub:1' }));
  expect(threads.rename(thread_id, 'Better')).toMatchObject({
    title: 'Better',
    checkpointCount: 2,
  });
});

test('where a thread stands survives a restart, unlike the run that waits there', () => {
  const dir = dataDir();
  const before = openStorage(dir);
  const { thread_id } = before.threads('/project').create('graph');
  before.threads('/project').setStanding(thread_id, { state: 'stopped', stopped, run_id: 'r' });
  before.close();
  const threads = storageFor(dir).threads('/project');
  const [thread] = threads.list('graph');
  expect(thread).toMatchObject({ state: 'stopped', stopped });
  expect(thread).not.toHaveProperty('run_id');
  const idle = threads.setStanding(thread_id, { state: 'idle' });
  expect(idle).not.toHaveProperty('stopped');
  expect(idle).not.toHaveProperty('run_id');
});

test('deleting a thread leaves nothing of it behind', async () => {
  const storage = storageFor();
  const threads = storage.threads('/project');
  const gone = threads.create('graph').thread_id;
  const kept = threads.create('graph').thread_id;
  for (const thread_id of [gone, kept]) {
    storage.checkpoints.putSync(checkpoint('c1', { thread_id }));
    const write = { idx: 0, channel: 'n', value: json(thread_id) };
    const key = { thread_id, checkpoint_ns: '', checkpoint_id: 'c1' };
    storage.checkpoints.putWritesSync({ ...key, task_id: '1', task_path: '', writes: [write] });
    storage.tasks.record([task('1', { thread_id })]);
  }
  threads.delete(gone);
  await storage.maintenance.freed();

  const sqlite = new Sqlite(storage.path, { readonly: true });
  const tables = sqlite
    .prepare("SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main'")
    .pluck()
    .all() as string[];
  const left = tables.flatMap((table) => sqlite.prepare(`SELECT * FROM ${table}`).all());
  sqlite.close();
  const text = left.map((row) =>
    Object.values(row as object).map((value) =>
      Buffer.isBuffer(value) ? value.toString() : String(value),
    ),
  );
  expect(JSON.stringify(text)).not.toContain(gone);
  expect(JSON.stringify(text)).toContain(kept);
  expect(threads.list('graph')).toHaveLength(1);
});

test('gives the disk back when a large thread is deleted', async () => {
  const storage = storageFor();
  const threads = storage.threads('/project');
  const { thread_id } = threads.create('graph');
  storage.checkpoints.putSync(
    checkpoint('c1', { thread_id, checkpoint: json('x'.repeat(8_000_000)) }),
  );
  const pages = () => {
    const sqlite = new Sqlite(storage.path, { readonly: true });
    const count = sqlite.pragma('page_count', { simple: true }) as number;
    sqlite.close();
    return count;
  };
  expect(pages()).toBeGreaterThan(900);
  threads.delete(thread_id);
  await storage.maintenance.freed();
  expect(pages()).toBeLessThan(100);
});

test('a thread whose process was killed comes back stopped at its head', async () => {
  const dir = dataDir();
  await killedWriter(dir, 'run');
  const storage = storageFor(dir);
  const [thread] = storage.threads('/project').list('graph');
  expect(thread).toMatchObject({
    state: 'stopped',
    stopped: { reason: 'pause', nodes: ['sub:agent'], checkpoint_id: 'c2', checkpoint_ns: '' },
  });
  expect(thread).not.toHaveProperty('run_id');
  expect(storage.tasks.list(thread?.thread_id ?? '')).toMatchObject([
    { id: 'first', status: 'done' },
    { id: 'second', status: 'cancelled' },
  ]);
});

test('a thread that a living process runs is left alone', () => {
  const dir = dataDir();
  const theirs = storageFor(dir).threads('/project');
  const { thread_id } = theirs.create('graph');
  theirs.setStanding(thread_id, { state: 'running', run_id: 'r' });
  expect(storageFor(dir).threads('/project').list('graph')).toMatchObject([{ state: 'running' }]);
});

test('a thread left running with nothing left to do is idle', () => {
  const dir = dataDir();
  const before = openStorage(dir);
  const { thread_id } = before.threads('/project').create('graph');
  before.threads('/project').setStanding(thread_id, { state: 'running' });
  before.close();
  expect(storageFor(dir).threads('/project').list('graph')).toMatchObject([{ state: 'idle' }]);
});

test('a hold ends with the process that held it', () => {
  const dir = dataDir();
  const before = openStorage(dir);
  const { thread_id } = before.threads('/project').create('graph');
  before.checkpoints.putSync(checkpoint('c1', { thread_id }));
  before.tasks.record([
    task('1', { thread_id, status: 'held', hold: { hold_id: 'h', when: 'before' } }),
  ]);
  const held: Stopped = { reason: 'breakpoint', when: 'before', nodes: ['agent'], held: true };
  before.threads('/project').setStanding(thread_id, { state: 'stopped', stopped: held });
  before.close();
  const [thread] = storageFor(dir).threads('/project').list('graph');
  expect(thread).toMatchObject({
    state: 'stopped',
    stopped: { reason: 'pause', nodes: ['agent'] },
  });
  expect(thread?.stopped).not.toHaveProperty('held');
});
