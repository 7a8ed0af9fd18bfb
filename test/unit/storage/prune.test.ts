import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { Deletion } from '../../../core/protocol/storage.ts';
import type { Serialized } from '../../../core/runner/messages.ts';
import type { Storage } from '../../../core/storage/storage.ts';
import { dataDir } from '../../helpers/dataDir.ts';
import { storageFor } from '../../helpers/storage.ts';
import { checkpoint, json, task } from '../../helpers/stored.ts';

const SIZE = 20_000;
const idOf = (step: number) => `c${String(step).padStart(4, '0')}`;
const created = (step: number) => new Date(Date.UTC(2026, 0, 1, 0, step)).toISOString();

/** A thread whose steps each add a long message; every fifth calls a graph inside. */
async function filled(steps: number) {
  const storage = storageFor();
  const threads = storage.threads('/project');
  const { thread_id } = threads.create('graph');
  const messages: string[] = [];
  for (let step = 0; step < steps; step++) {
    const id = idOf(step);
    messages.push(`${step} `.repeat(SIZE / 4));
    const whole = {
      v: 4,
      id,
      ts: created(step),
      channel_values: { messages, step },
      channel_versions: { messages: step + 1 },
      versions_seen: {},
    };
    const put = (ns: string, checkpoint_id: string, parents: object, parent?: string) =>
      storage.checkpoints.putSync(
        checkpoint(checkpoint_id, {
          thread_id,
          checkpoint_ns: ns,
          checkpoint: json({ ...whole, id: checkpoint_id }),
          metadata: json({ source: 'loop', step, parents }),
          created_at: created(step),
          step,
          ...(parent !== undefined && { parent_checkpoint_id: parent }),
        }),
      );
    put('', id, {}, step > 0 ? idOf(step - 1) : undefined);
    if (step % 5 === 0) put(`sub:${step}`, `${id}-inside`, { '': id });
    storage.tasks.record([task(`t${step}`, { thread_id, checkpoint_id: id, status: 'done' })]);
  }
  return { storage, threads, thread_id };
}

const textOf = ([, bytes]: Serialized) => Buffer.from(bytes).toString();
const states = (storage: Storage, thread_id: string) =>
  new Map(
    storage.checkpoints
      .listSync({ thread_id })
      .map((tuple) => [`${tuple.checkpoint_ns} ${tuple.checkpoint_id}`, textOf(tuple.checkpoint)]),
  );

describe('deleting checkpoints', () => {
  test.for<[string, Deletion, number, string[]]>([
    ['one', { what: 'checkpoint', checkpoint_id: idOf(5), checkpoint_ns: '' }, 2, [idOf(5)]],
    [
      'one and what follows',
      { what: 'line', checkpoint_id: idOf(8), checkpoint_ns: '' },
      2,
      [idOf(8), idOf(9)],
    ],
    ['all but the latest', { what: 'allButLatest' }, 11, [idOf(0), idOf(8)]],
    ['the old', { what: 'older', than: created(3) }, 4, [idOf(0), idOf(2)]],
  ])(
    '%s: said before, done, and the others stay as they were',
    async ([, deletion, count, gone]) => {
      const { storage, threads, thread_id } = await filled(10);
      const before = states(storage, thread_id);
      const said = await threads.weighDeletion(thread_id, deletion);
      expect(said.checkpoints).toBe(count);
      expect(states(storage, thread_id)).toEqual(before);
      expect(await threads.deleteCheckpoints(thread_id, deletion)).toEqual(said);
      const after = states(storage, thread_id);
      expect(after.size).toBe(before.size - count);
      for (const [key, text] of after) expect(text).toBe(before.get(key));
      for (const id of gone) expect(after.has(` ${id}`)).toBe(false);
      const left = new Set([...after.keys()].map((key) => key.split(' ')[1]));
      for (const one of storage.tasks.list(thread_id)) expect(left).toContain(one.checkpoint_id);
    },
  );

  test('the oldest, until the thread weighs less', async () => {
    const { threads, thread_id } = await filled(40);
    const { bytes } = await threads.weigh(thread_id);
    const removal = await threads.deleteCheckpoints(thread_id, { what: 'downTo', bytes: 0 });
    expect(removal.checkpoints).toBeGreaterThan(39);
    expect((await threads.weigh(thread_id)).bytes).toBeLessThan(bytes + 1);
    expect(threads.get(thread_id).checkpointCount).toBe(1);
  });

  test('gives the space back', async () => {
    const { storage, threads, thread_id } = await filled(60);
    const line: Deletion = { what: 'line', checkpoint_id: idOf(10), checkpoint_ns: '' };
    const { bytes } = await threads.deleteCheckpoints(thread_id, line);
    expect(bytes).toBeGreaterThan((40 * SIZE) / 2);
    await storage.maintenance.freed();
    expect(storage.maintenance.info().free).toBe(0);
  });

  test('a thread whose newest checkpoint went stands where it stood then', async () => {
    const { threads, thread_id, storage } = await filled(3);
    storage.tasks.record([
      task('t1', { thread_id, checkpoint_id: idOf(1), status: 'interrupted' }),
    ]);
    await threads.deleteCheckpoints(thread_id, {
      what: 'line',
      checkpoint_id: idOf(2),
      checkpoint_ns: '',
    });
    expect(threads.get(thread_id)).toMatchObject({
      state: 'stopped',
      stopped: { reason: 'interrupt', checkpoint_id: idOf(1) },
    });
  });

  test('a thread that runs is left alone', async () => {
    const { threads, thread_id } = await filled(3);
    threads.setStanding(thread_id, { state: 'running', run_id: 'r' });
    await expect(
      threads.deleteCheckpoints(thread_id, { what: 'allButLatest' }),
    ).rejects.toMatchObject({ code: 'threadBusy', message: 'Thread 1 is running.' });
    expect(threads.get(thread_id).checkpointCount).toBe(4);
  });

  test('a branch keeps what is deleted of its thread', async () => {
    const { storage, threads, thread_id } = await filled(10);
    const branch = threads.branch({ thread_id, checkpoint_id: idOf(7), checkpoint_ns: '' });
    const before = states(storage, branch.thread_id);
    const tasks = storage.tasks.list(branch.thread_id);
    await threads.deleteCheckpoints(thread_id, { what: 'allButLatest' });
    expect(states(storage, branch.thread_id)).toEqual(before);
    expect(storage.tasks.list(branch.thread_id)).toEqual(tasks);
    await threads.deleteCheckpoints(branch.thread_id, { what: 'allButLatest' });
    expect([...states(storage, branch.thread_id).values()]).toEqual([before.get(` ${idOf(7)}`)]);
  });

  test('a checkpoint that is not there is refused', async () => {
    const { threads, thread_id } = await filled(1);
    const none: Deletion = { what: 'checkpoint', checkpoint_id: 'none', checkpoint_ns: '' };
    await expect(threads.weighDeletion(thread_id, none)).rejects.toMatchObject({
      code: 'unknownCheckpoint',
    });
  });
});

test('weighs a thread by channel, everything once', async () => {
  const { storage, threads, thread_id } = await filled(40);
  const weight = await threads.weigh(thread_id);
  expect(weight.channels[0]).toMatchObject({ channel: 'messages' });
  expect(weight.checkpoints).toBe(48);
  const { bytes } = storage.maintenance.info();
  expect(weight.bytes).toBeGreaterThan((40 * SIZE) / 2);
  expect(weight.bytes).toBeLessThan(bytes);
  const branch = threads.branch({ thread_id, checkpoint_id: idOf(39), checkpoint_ns: '' });
  expect((await threads.weigh(branch.thread_id)).checkpoints).toBe(1);
});

describe('the file', () => {
  test('is found sound', async () => {
    const { storage } = await filled(5);
    expect(await storage.maintenance.check()).toEqual([]);
  });

  test('is backed up while it is written to', async () => {
    const { storage, thread_id } = await filled(30);
    const expected = states(storage, thread_id);
    const dir = dataDir();
    const path = join(dir, 'retrograph.db');
    const copying = storage.maintenance.backUp(path);
    storage.checkpoints.putSync(checkpoint('after', { thread_id: 'other' }));
    expect(await copying).toBeGreaterThan(10_000);
    const copy = storageFor(dir);
    expect(states(copy, thread_id)).toEqual(expected);
    const sqlite = new Sqlite(path, { readonly: true });
    expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
    sqlite.close();
  });

  test.for([
    ['relative', 'backup.db', 'invalidInput'],
    ['taken', undefined, 'invalidInput'],
    ['nowhere', '/nowhere/backup.db', 'dataDirNotWritable'],
  ])('is not backed up to a path that is %s', async ([, path, code]) => {
    const { storage } = await filled(1);
    const backup = storage.maintenance.backUp(path ?? storage.path);
    await expect(backup).rejects.toMatchObject({ code });
  });
});
