import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { createRetrographReader } from '../../../core/foreign/sqlite/retrographReader.ts';
import { openReadOnly } from '../../../core/foreign/sqlite/readOnlyFile.ts';
import { openStorage } from '../../../core/storage/openStorage.ts';
import type { Storage } from '../../../core/storage/storage.ts';
import { dataDir } from '../../helpers/dataDir.ts';
import { storageFor } from '../../helpers/storage.ts';
import { checkpoint, task } from '../../helpers/stored.ts';
import { nothing, rowsIn } from '../../helpers/storedRows.ts';
import { fillThread, idOf, readThread } from './filledThread.ts';
import { killedWriter } from './killedWriter.ts';

function checkpointsIn({ path }: Pick<Storage, 'path'>): number {
  const sqlite = new Sqlite(path, { readonly: true });
  const count = sqlite.prepare('SELECT count(*) FROM checkpoint').pluck().get() as number;
  sqlite.close();
  return count;
}

describe('deleting a thread', () => {
  test('hides it at once, and lets others write before it is freed', async () => {
    const storage = storageFor();
    const threads = storage.threads('/project');
    const kept = fillThread(storage, 20);
    const before = readThread(storage, kept);
    const alone = rowsIn(storage);
    const gone = fillThread(storage, 250);

    threads.delete(gone);
    expect(readThread(storage, gone).size).toBe(0);
    expect(storage.checkpoints.rows(gone)).toEqual([]);
    expect(storage.checkpoints.head(gone, '')).toBeUndefined();
    expect(storage.tasks.list(gone)).toEqual([]);
    expect(threads.list('graph').map(({ thread_id }) => thread_id)).toEqual([kept]);

    // What a run puts is committed while the freeing goes on: again and again between two pieces of it.
    let committed = 0;
    while (checkpointsIn(storage) !== 20 + committed) {
      const id = idOf(1000 + committed);
      await storage.checkpoints.put(checkpoint(id, { thread_id: kept }));
      committed++;
    }
    expect(committed).toBeGreaterThan(8);
    await storage.maintenance.freed();
    for (const [id, text] of before) expect(readThread(storage, kept).get(id)).toBe(text);
    await threads.deleteCheckpoints(kept, {
      what: 'line',
      checkpoint_id: idOf(1000),
      checkpoint_ns: '',
    });
    await storage.maintenance.freed();
    const { checkpoint: own, ...others } = rowsIn(storage);
    expect({ checkpoint: (own ?? 0) - committed + 1, ...others }).toMatchObject({
      garbage: 0,
      run: alone['run'],
    });
  });

  test('of an id that is used again at once frees the old one only', async () => {
    const storage = storageFor();
    const threads = storage.threads('/project');
    const id = fillThread(storage, 80);
    await new Promise((resolve) => void setImmediate(resolve));
    threads.delete(id);
    fillThread(storage, 5, id);
    const before = readThread(storage, id);
    expect(before.size).toBe(5);
    expect(storage.tasks.list(id)).toHaveLength(5);
    await storage.maintenance.freed();
    expect(readThread(storage, id)).toEqual(before);
    expect(storage.tasks.list(id)).toHaveLength(5);
    storage.tasks.record([task('t1', { thread_id: id, checkpoint_id: idOf(1), status: 'error' })]);
    expect(storage.tasks.list(id, idOf(1))).toMatchObject([{ status: 'error' }]);
    threads.delete(id);
    await storage.maintenance.freed();
    expect(rowsIn(storage)).toEqual(nothing);
  });

  test('leaves its branches what they have of it, until they go', async () => {
    const storage = storageFor();
    const threads = storage.threads('/project');
    const first = fillThread(storage, 60);
    const at = (thread_id: string, step: number) => ({
      thread_id,
      checkpoint_ns: '',
      checkpoint_id: idOf(step),
    });
    const second = threads.branch(at(first, 40)).thread_id;
    const third = threads.branch(at(second, 20)).thread_id;
    const all = [second, third].map((id) => ({
      id,
      states: readThread(storage, id),
      tasks: storage.tasks.list(id),
      rows: storage.checkpoints.rows(id),
    }));
    const same = ({ id, states, tasks, rows }: (typeof all)[number]) => {
      expect(readThread(storage, id)).toEqual(states);
      expect(storage.tasks.list(id)).toEqual(tasks);
      expect(storage.checkpoints.rows(id)).toEqual(rows);
    };
    threads.delete(first);
    all.forEach(same);
    await storage.maintenance.freed();
    all.forEach(same);
    expect(rowsIn(storage)['checkpoint']).toBeLessThan(50);
    threads.delete(second);
    await storage.maintenance.freed();
    all.slice(1).forEach(same);
    expect(rowsIn(storage)['checkpoint']).toBeLessThan(30);
    threads.delete(third);
    await storage.maintenance.freed();
    expect(rowsIn(storage)).toEqual(nothing);
  });

  test('a branch of a deleted branch keeps what was recorded of the tasks of the first', async () => {
    const storage = storageFor();
    const threads = storage.threads('/project');
    const at = (thread_id: string, step: number) => ({
      thread_id,
      checkpoint_ns: '',
      checkpoint_id: idOf(step),
    });
    const first = fillThread(storage, 30);
    const second = threads.branch(at(first, 20)).thread_id;
    const third = threads.branch(at(second, 20)).thread_id;
    const before = storage.tasks.list(third);
    threads.delete(second);

    storage.tasks.record([task('t5', { ...at(first, 5), status: 'error' })]);
    expect(storage.tasks.list(first, idOf(5))).toMatchObject([{ status: 'error' }]);
    expect(storage.tasks.list(third)).toEqual(before);
    const { checkpoint_id, checkpoint_ns } = at(first, 10);
    await threads.deleteCheckpoints(first, { what: 'checkpoint', checkpoint_id, checkpoint_ns });
    expect(storage.tasks.list(third)).toEqual(before);
    threads.delete(first);
    threads.delete(third);
    await storage.maintenance.freed();
    expect(rowsIn(storage)).toEqual(nothing);
  });

  test.each([3, 12, 30])(
    'and killed %i turns later leaves a good file, which the next opening sweeps',
    async (turns) => {
      const dir = dataDir();
      const [kept = ''] = await killedWriter(dir, `deletes ${turns}`);
      const storage = storageFor(dir);
      expect(storage.threads('/project').list('graph')).toMatchObject([
        { thread_id: kept, checkpointCount: 60 },
      ]);
      expect(storage.checkpoints.listSync({})).toHaveLength(60);
      expect(rowsIn(storage)['task']).toBeGreaterThan(60);
      await storage.maintenance.freed();
      const states = readThread(storage, kept);
      expect([...states.values()].every((text) => text.includes(`${kept} 0 `))).toBe(true);
      expect(rowsIn(storage)).toMatchObject({
        checkpoint: 60,
        task_write: 60,
        task: 60,
        garbage: 0,
      });
      storage.threads('/project').delete(kept);
      await storage.maintenance.freed();
      expect(rowsIn(storage)).toEqual(nothing);
    },
  );
});

test('two processes free the same file, and a third writes to it', async () => {
  const dir = dataDir();
  const [one, other] = [storageFor(dir), storageFor(dir)];
  const shared = fillThread(one, 120);
  const branch = one
    .threads('/project')
    .branch({ thread_id: shared, checkpoint_ns: '', checkpoint_id: idOf(100) }).thread_id;
  const before = readThread(one, branch);
  const gone = fillThread(other, 200);
  const puts = killedWriter(dir, 'puts', 60);
  other.threads('/project').delete(gone);
  one.threads('/project').delete(shared);
  await Promise.all([one.maintenance.freed(), other.maintenance.freed()]);
  const stored = await puts;
  await one.maintenance.freed();
  expect(readThread(other, branch)).toEqual(before);
  const ids = new Set(one.checkpoints.listSync({ thread_id: 't' }).map((row) => row.checkpoint_id));
  expect(stored.filter((id) => !ids.has(id))).toEqual([]);
  for (const id of [branch, 't']) one.checkpoints.deleteThreadSync(id);
  await one.maintenance.freed();
  expect(rowsIn(one)).toEqual(nothing);
});

describe('deleting many checkpoints', () => {
  test('goes some at a time, and shows a whole thread in between', async () => {
    const storage = storageFor();
    const threads = storage.threads('/project');
    const thread_id = fillThread(storage, 150);
    const before = readThread(storage, thread_id);
    const seen = new Set<number>();
    let isOver = false;
    const look = () => {
      const now = readThread(storage, thread_id);
      seen.add(now.size);
      for (const [id, text] of now) expect(text).toBe(before.get(id));
      expect(storage.checkpoints.head(thread_id, '')).toBe(idOf(149));
      if (!isOver) setImmediate(look);
    };
    setImmediate(look);
    await threads.deleteCheckpoints(thread_id, { what: 'allButLatest' });
    isOver = true;
    expect(seen.size).toBeGreaterThan(3);
    expect([...readThread(storage, thread_id)]).toEqual([...before].slice(0, 1));
    expect(threads.get(thread_id).checkpointCount).toBe(1);
    await storage.maintenance.freed();
    expect(rowsIn(storage)).toMatchObject({ checkpoint: 1, task_write: 1, task: 1, lane: 1 });
  });

  test('of a thread that is run meanwhile leaves the rest', async () => {
    const storage = storageFor();
    const threads = storage.threads('/project');
    const thread_id = fillThread(storage, 150);
    const deleting = threads.deleteCheckpoints(thread_id, { what: 'allButLatest' });
    const run = () => {
      if (threads.get(thread_id).checkpointCount === 150) setImmediate(run);
      else threads.setStanding(thread_id, { state: 'running', run_id: 'r' });
    };
    setImmediate(run);
    await expect(deleting).rejects.toMatchObject({ code: 'threadBusy' });
    expect(threads.get(thread_id).checkpointCount).toBeGreaterThan(1);
  });

  test('is not weighed to the end when something else is asked', async () => {
    const storage = storageFor();
    const threads = storage.threads('/project');
    const thread_id = fillThread(storage, 60);
    const first = threads.weighDeletion(thread_id, { what: 'allButLatest' });
    const second = threads.weighDeletion(thread_id, { what: 'older', than: '2020' });
    await expect(first).rejects.toMatchObject({ code: 'superseded' });
    expect(await second).toEqual({ checkpoints: 0, bytes: 0 });
  });
});

test('a copy made before it was freed shows nothing of it, and frees it when it is opened', async () => {
  const storage = openStorage(dataDir());
  const kept = fillThread(storage, 10);
  storage.threads('/project').delete(fillThread(storage, 100));
  const dir = dataDir();
  storage.close();
  copyFileSync(storage.path, join(dir, 'retrograph.db'));

  const copy = storageFor(dir);
  expect(checkpointsIn(copy)).toBe(110);
  expect(copy.checkpoints.listSync({})).toHaveLength(10);
  const reader = createRetrographReader(openReadOnly(copy.path));
  const found = await reader.threads({ limit: 10, offset: 0, match: '' });
  await reader.close();
  expect(found).toMatchObject([{ thread_id: kept, checkpointCount: 10 }]);
  await copy.maintenance.freed();
  copy.threads('/project').delete(kept);
  await copy.maintenance.freed();
  expect(rowsIn(copy)).toEqual(nothing);
});
