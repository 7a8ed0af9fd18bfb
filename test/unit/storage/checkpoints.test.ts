import { expect, test } from 'vitest';
import type { CheckpointRow } from '../../../core/protocol/model.ts';
import type { PutWrites, Write } from '../../../core/runner/messages.ts';
import { storageFor } from '../../helpers/storage.ts';
import { checkpoint, json, task } from '../../helpers/stored.ts';

const key = { thread_id: 't', checkpoint_ns: '' };

const writes = (task_id: string, of: [idx: number, value: unknown][]): PutWrites => ({
  ...key,
  checkpoint_id: 'c1',
  task_id,
  task_path: '~__pregel_pull, agent',
  writes: of.map(([idx, value]): Write => ({
    idx,
    channel: idx < 0 ? '__error__' : 'n',
    value: json(value),
  })),
});

const valuesOf = (stored: { writes: { value: [string, Uint8Array] }[] } | null) =>
  stored?.writes.map(({ value }) => JSON.parse(Buffer.from(value[1]).toString()) as unknown);

test('gives back the same bytes and types', () => {
  const { checkpoints } = storageFor();
  const put = checkpoint('c1', {
    parent_checkpoint_id: 'c0',
    checkpoint: ['bytes', Uint8Array.of(0, 255, 1)],
    metadata: json({ step: 3, text: 'grüße 🦜' }),
  });
  checkpoints.putSync(put);
  const stored = checkpoints.getTupleSync({ ...key, checkpoint_id: 'c1' });
  expect(stored).toMatchObject({
    ...key,
    checkpoint_id: 'c1',
    parent_checkpoint_id: 'c0',
    writes: [],
  });
  expect(stored?.checkpoint[0]).toBe('bytes');
  expect([...(stored?.checkpoint[1] ?? [])]).toEqual([0, 255, 1]);
  expect(Buffer.from(stored?.metadata[1] ?? []).toString()).toContain('grüße 🦜');
});

test('a put replaces a checkpoint of the same id and keeps its writes', () => {
  const { checkpoints } = storageFor();
  checkpoints.putSync(checkpoint('c1'));
  checkpoints.putWritesSync(writes('task', [[0, 'written']]));
  checkpoints.putSync(checkpoint('c1', { checkpoint: json({ replaced: true }), step: 7 }));
  const stored = checkpoints.getTupleSync(key);
  expect(Buffer.from(stored?.checkpoint[1] ?? []).toString()).toBe('{"replaced":true}');
  expect(valuesOf(stored)).toEqual(['written']);
  expect(checkpoints.rows('t')).toMatchObject([{ step: 7 }]);
});

test('a write stays as it came first; a special one is overwritten', () => {
  const { checkpoints } = storageFor();
  checkpoints.putSync(checkpoint('c1'));
  checkpoints.putWritesSync(
    writes('task', [
      [0, 'first'],
      [-1, 'old'],
    ]),
  );
  checkpoints.putWritesSync(
    writes('task', [
      [0, 'second'],
      [1, 'more'],
      [-1, 'new'],
    ]),
  );
  expect(valuesOf(checkpoints.getTupleSync(key))).toEqual(['new', 'first', 'more']);
});

test('writes may come before their checkpoint', () => {
  const { checkpoints } = storageFor();
  checkpoints.putWritesSync(writes('task', [[0, 'early']]));
  expect(checkpoints.getTupleSync(key)).toBeNull();
  checkpoints.putSync(checkpoint('c1'));
  expect(valuesOf(checkpoints.getTupleSync(key))).toEqual(['early']);
});

test('writes are ordered by task, then index, whenever they came', () => {
  const { checkpoints } = storageFor();
  checkpoints.putSync(checkpoint('c1'));
  checkpoints.putWritesSync(
    writes('b', [
      [1, 'b1'],
      [0, 'b0'],
    ]),
  );
  checkpoints.putWritesSync(
    writes('a', [
      [10, 'a10'],
      [2, 'a2'],
    ]),
  );
  expect(valuesOf(checkpoints.getTupleSync(key))).toEqual(['a2', 'a10', 'b0', 'b1']);
});

test('lists newest first, over namespaces, with before, limit and id', () => {
  const { checkpoints } = storageFor();
  for (const id of ['c2', 'c1', 'c4']) checkpoints.putSync(checkpoint(id));
  checkpoints.putSync(checkpoint('c3', { checkpoint_ns: 'sub:1' }));
  checkpoints.putSync(checkpoint('c9', { thread_id: 'other' }));
  const ids = (query: Parameters<typeof checkpoints.listSync>[0]) =>
    checkpoints.listSync(query).map(({ checkpoint_id }) => checkpoint_id);
  expect(ids({ thread_id: 't' })).toEqual(['c4', 'c3', 'c2', 'c1']);
  expect(ids({ ...key })).toEqual(['c4', 'c2', 'c1']);
  expect(ids({ thread_id: 't', before: 'c3' })).toEqual(['c2', 'c1']);
  expect(ids({ thread_id: 't', before: 'c4', limit: 1 })).toEqual(['c3']);
  expect(ids({ thread_id: 't', limit: 0 })).toEqual([]);
  expect(ids({ ...key, checkpoint_id: 'c2' })).toEqual(['c2']);
  expect(ids({})).toEqual(['c9', 'c4', 'c3', 'c2', 'c1']);
});

test('the head is the greatest id of its namespace', () => {
  const { checkpoints } = storageFor();
  checkpoints.putSync(checkpoint('c2'));
  checkpoints.putSync(checkpoint('c1'));
  checkpoints.putSync(checkpoint('c3', { checkpoint_ns: 'sub:1' }));
  expect(checkpoints.getTupleSync(key)?.checkpoint_id).toBe('c2');
  expect(checkpoints.getTupleSync({ ...key, checkpoint_id: '' })?.checkpoint_id).toBe('c2');
  expect(checkpoints.getTupleSync({ ...key, checkpoint_id: 'c8' })).toBeNull();
});

test('what arrives together is committed together, and can be read before that', async () => {
  const storage = storageFor();
  const other = storageFor(storage.path.replace('/retrograph.db', ''));
  const pending = [
    storage.checkpoints.putWrites(writes('task', [[0, 'w']])),
    storage.checkpoints.put(checkpoint('c1')),
  ];
  expect(other.checkpoints.rows('t')).toEqual([]);
  expect(await storage.checkpoints.getTuple(key)).toMatchObject({ checkpoint_id: 'c1' });
  expect(valuesOf(other.checkpoints.getTupleSync(key))).toEqual(['w']);
  await Promise.all(pending);
});

test('a resolved put is on disk and has told its row', async () => {
  const storage = storageFor();
  const other = storageFor(storage.path.replace('/retrograph.db', ''));
  const told: CheckpointRow[] = [];
  await storage.checkpoints
    .observed((row) => told.push(row))
    .put(checkpoint('c1', { asNode: 'agent' }));
  expect(other.checkpoints.rows('t')).toEqual(told);
  expect(told).toMatchObject([{ checkpoint_id: 'c1', asNode: 'agent', next: [], changed: ['n'] }]);
});

test('a failing transaction fails every put in it, and the next one works', async () => {
  const { checkpoints } = storageFor();
  const impossible = checkpoint('c2', { step: 'x' as unknown as number });
  const results = await Promise.allSettled([
    checkpoints.put(checkpoint('c1')),
    checkpoints.put(impossible),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(checkpoints.rows('t')).toEqual([]);
  await checkpoints.put(checkpoint('c1'));
  expect(checkpoints.rows('t')).toHaveLength(1);
});

test('rows say what runs next and how it went, also of old checkpoints', () => {
  const { checkpoints, tasks } = storageFor();
  for (const id of ['c1', 'c2', 'c3']) checkpoints.putSync(checkpoint(id));
  tasks.record([
    task('1', { name: 'b', status: 'done' }),
    task('2', { name: 'a', status: 'error', error: { name: 'Error', message: 'no' } }),
    task('3', { name: 'a', status: 'cancelled' }),
    task('4', { name: 'called', caller_id: '1', status: 'done' }),
    task('5', { checkpoint_id: 'c2', status: 'interrupted' }),
  ]);
  expect(checkpoints.rows('t')).toMatchObject([
    { checkpoint_id: 'c3', next: [] },
    { checkpoint_id: 'c2', next: ['agent'], flag: 'interrupt' },
    { checkpoint_id: 'c1', next: ['b', 'a'], flag: 'error' },
  ]);
  expect(checkpoints.rows('t')[0]).not.toHaveProperty('flag');
  expect(checkpoints.row({ ...key, checkpoint_id: 'c1' })).toEqual(checkpoints.rows('t')[2]);
  expect(checkpoints.row({ ...key, checkpoint_id: 'c9' })).toBeUndefined();
});
