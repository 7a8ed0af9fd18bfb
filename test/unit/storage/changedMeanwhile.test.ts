import { describe, expect, onTestFinished, test } from 'vitest';
import type { Deletion } from '../../../core/protocol/storage.ts';
import { openDatabaseFile } from '../../../core/storage/database.ts';
import type { Threads } from '../../../core/storage/storage.ts';
import { branchThread } from '../../../core/storage/structure/branch.ts';
import { dataDir } from '../../helpers/dataDir.ts';
import { sendingRunner, storedStates } from '../../helpers/sendingRunner.ts';
import { storageFor } from '../../helpers/storage.ts';

/**
 * What a runner sends refers to what it has sent before. Another program, here a second storage of the same file, deletes
 * that, or puts something else in its place.
 */

const thread_id = 't';
const key = (checkpoint_id: string) => ({ thread_id, checkpoint_id });
const long = (name: string) => ({ name, text: name.repeat(200) });
const changed = expect.objectContaining({
  code: 'threadBusy',
  message:
    'Checkpoints of thread t were changed by another program while it ran, so the run cannot go on.',
}) as unknown;

/** A runner that has put `c1`, with `value` in it, and a program that uses the same file. */
async function begun() {
  const dir = dataDir();
  const [storage, other] = [storageFor(dir), storageFor(dir)];
  const runner = sendingRunner(storage);
  const value = long('a');
  await runner.begin({ thread_id });
  await runner.put(key('c1'), { value });
  return { storage, other, runner, value };
}

/** The thread is deleted by the other program, which begins one of the same id. */
async function replaced() {
  const all = await begun();
  all.other.checkpoints.deleteThreadSync(thread_id);
  const theirs = sendingRunner(all.other);
  await theirs.begin({ thread_id });
  await theirs.put(key('c1'), { value: long('b') });
  return all;
}

test('a thread that is deleted while it runs gets no writes of what was deleted with it', async () => {
  const { storage, other, runner, value } = await begun();
  other.checkpoints.deleteThreadSync(thread_id);
  await storage.maintenance.freed();
  await expect(runner.putWrites(key('c1'), 'task', value)).rejects.toEqual(changed);
  expect(await storedStates(storage, thread_id)).toEqual({});
});

test('nor checkpoints, when another program has begun it anew', async () => {
  const { storage, runner, value } = await replaced();
  await expect(runner.put(key('c2'), { value }, 'c1')).rejects.toEqual(changed);
  expect(await storedStates(storage, thread_id)).toEqual({
    c1: { values: { value: long('b') }, writes: [] },
  });
});

test('what goes on in a thread that another program began anew has nothing of the old one', async () => {
  const { storage, other, runner, value } = await replaced();
  await storage.maintenance.freed();
  await runner.begin({ thread_id });
  await runner.put(key('c2'), { value }, 'c1');
  await runner.putWrites(key('c2'), 'task', value);
  expect(await storedStates(other, thread_id)).toMatchObject({
    c2: { values: { value }, writes: [value] },
  });
});

test('a thread that was deleted is begun anew by who ran it before', async () => {
  const { storage, runner, value } = await begun();
  storage.checkpoints.deleteThreadSync(thread_id);
  await storage.maintenance.freed();
  await runner.begin({ thread_id });
  await runner.put(key('c1'), { value });
  await runner.put(key('c2'), { value }, 'c1');
  await runner.putWrites(key('c2'), 'task', value);
  expect(await storedStates(storage, thread_id)).toEqual({
    c1: { values: { value }, writes: [] },
    c2: { values: { value }, writes: [value] },
  });
});

test('a run that was refused goes on after it has looked', async () => {
  const { storage, other, runner, value } = await begun();
  other.checkpoints.deleteThreadSync(thread_id);
  await expect(runner.put(key('c2'), { value }, 'c1')).rejects.toEqual(changed);
  await runner.begin({ thread_id });
  await runner.put(key('c3'), { value });
  expect(await storedStates(storage, thread_id)).toEqual({ c3: { values: { value }, writes: [] } });
});

describe('a branch that runs', () => {
  /** A runner that goes on in a branch of `t`, from `c2`, with `value` from before it. */
  async function branched() {
    const { storage, other, runner, value } = await begun();
    await runner.put(key('c2'), { value, text: long('c') }, 'c1');
    const db = openDatabaseFile(storage.path, 5000);
    onTestFinished(() => db.close());
    const from = { ...key('c2'), checkpoint_ns: '' };
    db.transaction(() => branchThread(db, { from, to: 'branch' }));
    await runner.begin({ thread_id: 'branch' });
    const put = (id: string, parent: string) =>
      runner.put({ thread_id: 'branch', checkpoint_id: id }, { value, text: id }, parent);
    await put('c3', 'c2');
    return { storage, other, value, put };
  }

  const one: Deletion = { what: 'checkpoint', checkpoint_ns: '', checkpoint_id: 'c1' };
  const deletions: [string, (threads: Threads) => unknown][] = [
    ['its thread', (threads) => threads.delete(thread_id)],
    [
      'a checkpoint of its past in the thread',
      (threads) => threads.deleteCheckpoints(thread_id, one),
    ],
  ];

  test.each(deletions)('goes on while the app deletes %s', async (_, remove) => {
    const { storage, value, put } = await branched();
    const threads = storage.threads('/project');
    threads.create('graph', 'Thread', thread_id);
    await remove(threads);
    await storage.maintenance.freed();
    await put('c4', 'c3');
    expect(await storedStates(storage, 'branch')).toMatchObject({
      c1: { values: { value } },
      c4: { values: { value, text: 'c4' } },
    });
  });

  test('ends when another program does', async () => {
    const { other, put } = await branched();
    other.checkpoints.deleteThreadSync(thread_id);
    await expect(put('c4', 'c3')).rejects.toMatchObject({ code: 'threadBusy' });
  });

  test('ends when the app deletes the branch itself', async () => {
    const { storage, put } = await branched();
    storage.checkpoints.deleteThreadSync('branch');
    await expect(put('c4', 'c3')).rejects.toMatchObject({ code: 'threadBusy' });
  });
});
