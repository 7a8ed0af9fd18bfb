import { MemorySaver } from '@langchain/langgraph';
import { expect, onTestFinished, test } from 'vitest';
import type { CheckpointKey } from '../../../core/runner/messages.ts';
import { createStateWriter } from '../../../core/runner/stateWriter.ts';
import { openDatabaseFile } from '../../../core/storage/database.ts';
import type { Storage } from '../../../core/storage/storage.ts';
import { createSweeper } from '../../../core/storage/sweeper.ts';
import { dataDir } from '../../helpers/dataDir.ts';
import { storageFor } from '../../helpers/storage.ts';

/**
 * What a runner sends refers to what it has sent before. Another program, here a second storage of the same file, deletes
 * that, or puts something else in its place.
 */

const { serde } = new MemorySaver();
const root = { thread_id: 't', checkpoint_ns: '' };
const key = (checkpoint_id: string): CheckpointKey => ({ ...root, checkpoint_id });
const long = (name: string) => ({ name, text: name.repeat(200) });
const changed = expect.objectContaining({
  code: 'threadBusy',
  message:
    'Checkpoints of thread t were changed by another program while it ran, so the run cannot go on.',
}) as unknown;

/** A runner's side: from its values to the store. */
function runnerOf({ checkpoints }: Storage) {
  const store = checkpoints.observed(() => {});
  const writer = createStateWriter(store, serde, () => {});
  return {
    /** Makes ready to go on from what is stored. */
    begin: async () => {
      const tuple = await store.getTuple(root);
      const { checkpoint_id, epoch } = tuple ?? {};
      await writer.prepare({
        ...root,
        checkpoint_id,
        ...(epoch !== undefined && { epoch }),
      });
    },
    put: async (id: string, channel_values: Record<string, unknown>, parent?: string) => {
      const { commit } = await writer.put(
        {
          ...key(id),
          ...(parent && { parent_checkpoint_id: parent }),
          step: 0,
          source: 'loop',
          created_at: '2026-01-01T00:00:00.000Z',
          changed: [],
        },
        { v: 4, channel_values, channel_versions: {}, versions_seen: {} },
        { step: 0 },
      );
      await commit;
    },
    putWrites: async (id: string, value: unknown) => {
      const task = { ...key(id), task_id: 'task', task_path: '' };
      const { commit } = await writer.putWrites(task, [
        { idx: 0, channel: 'long', value, path: 'state.long' },
      ]);
      await commit;
    },
  };
}

/** Two programs with the same file. */
function both() {
  const dir = dataDir();
  return [storageFor(dir), storageFor(dir)] as const;
}

/** Frees all that nobody finds any more. */
async function sweep(path: string): Promise<void> {
  const db = openDatabaseFile(path, 5000);
  onTestFinished(() => db.close());
  const sweeper = createSweeper(db);
  sweeper.start();
  await sweeper.done();
}

async function valuesOf({ checkpoints }: Storage): Promise<unknown> {
  const tuple = checkpoints.getTupleSync(root);
  if (!tuple) return undefined;
  const { channel_values } = (await serde.loadsTyped(...tuple.checkpoint)) as {
    channel_values: unknown;
  };
  const writes = await Promise.all(tuple.writes.map(({ value }) => serde.loadsTyped(...value)));
  return { channel_values, writes };
}

test('a thread that is deleted while it runs gets no writes of what was deleted with it', async () => {
  const [storage, other] = both();
  const runner = runnerOf(storage);
  const value = long('a');
  await runner.begin();
  await runner.put('c1', { long: value });
  other.checkpoints.deleteThreadSync('t');
  await sweep(storage.path);
  await expect(runner.putWrites('c1', value)).rejects.toEqual(changed);
  expect(await valuesOf(storage)).toBeUndefined();
});

test('nor checkpoints, when another program has begun it anew', async () => {
  const [storage, other] = both();
  const runner = runnerOf(storage);
  const value = long('a');
  await runner.begin();
  await runner.put('c1', { long: value });
  other.checkpoints.deleteThreadSync('t');
  const theirs = runnerOf(other);
  await theirs.begin();
  await theirs.put('c1', { long: long('b') });
  await expect(runner.put('c2', { long: value }, 'c1')).rejects.toEqual(changed);
  expect(await valuesOf(storage)).toEqual({ channel_values: { long: long('b') }, writes: [] });
});

test('what goes on in a thread that another program began anew has nothing of the old one', async () => {
  const [storage, other] = both();
  const runner = runnerOf(storage);
  const value = long('a');
  await runner.begin();
  await runner.put('c1', { long: value });
  other.checkpoints.deleteThreadSync('t');
  const theirs = runnerOf(other);
  await theirs.begin();
  await theirs.put('c1', { long: long('b') });
  await sweep(storage.path);
  await runner.begin();
  await runner.put('c2', { long: value }, 'c1');
  await runner.putWrites('c2', value);
  expect(await valuesOf(other)).toEqual({ channel_values: { long: value }, writes: [value] });
});

test('a thread that was deleted is begun anew by who ran it before', async () => {
  const [storage] = both();
  const runner = runnerOf(storage);
  const value = long('a');
  await runner.begin();
  await runner.put('c1', { long: value });
  storage.checkpoints.deleteThreadSync('t');
  await sweep(storage.path);
  await runner.begin();
  await runner.put('c1', { long: value });
  await runner.put('c2', { long: value }, 'c1');
  await runner.putWrites('c2', value);
  expect(await valuesOf(storage)).toEqual({ channel_values: { long: value }, writes: [value] });
});

test('a run that was refused goes on after it has looked', async () => {
  const [storage, other] = both();
  const runner = runnerOf(storage);
  const value = long('a');
  await runner.begin();
  await runner.put('c1', { long: value });
  other.checkpoints.deleteThreadSync('t');
  await expect(runner.put('c2', { long: value }, 'c1')).rejects.toEqual(changed);
  await runner.begin();
  await runner.put('c3', { long: value });
  expect(await valuesOf(other)).toEqual({ channel_values: { long: value }, writes: [] });
});
