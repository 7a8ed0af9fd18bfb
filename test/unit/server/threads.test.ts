import type { Config } from '@langchain/langgraph-sdk';
import { expect, test } from 'vitest';
import { servedCore } from '../../helpers/servedCore.ts';

const linear = 'test/fixtures/graphs/linear.ts';
const asksInside = 'test/fixtures/graphs/asksInside.ts';
const input = { log: [], n: 1 };

/** A thread of the linear graph that has run: five checkpoints. */
async function ranThread(metadata: Record<string, unknown> = {}) {
  const served = await servedCore(linear);
  const { thread_id } = await served.client.threads.create({ metadata });
  await served.client.runs.wait(thread_id, 'linear', { input });
  return { ...served, thread_id };
}

test('a thread is made with an id and metadata, changed, and made but once', async () => {
  const { client, ask } = await servedCore(linear);
  const threadId = crypto.randomUUID();
  const made = await client.threads.create({ threadId, metadata: { owner: 'ann' } });
  expect(made).toMatchObject({ thread_id: threadId, status: 'idle', metadata: { owner: 'ann' } });
  await expect(client.threads.create({ threadId })).rejects.toThrow('409');
  expect(await client.threads.create({ threadId, ifExists: 'do_nothing' })).toEqual(made);

  const changed = await client.threads.update(threadId, { metadata: { colour: 'red' } });
  expect(changed.metadata).toMatchObject({ owner: 'ann', colour: 'red' });
  const headers = { Prefer: 'return=minimal' };
  const minimal = { method: 'PATCH', headers, body: '{"metadata":{"colour":"blue"}}' };
  expect(await ask(`/threads/${threadId}`, minimal)).toMatchObject({ status: 204, text: '' });
  await client.threads.patchState(threadId, { shape: 'round' });
  expect((await client.threads.get(threadId)).metadata).toMatchObject({
    owner: 'ann',
    colour: 'blue',
    shape: 'round',
  });
});

test('the window names what clients made, and clients see what the window made', async () => {
  const { client, listThreads, createThread, sessionId, run, untilThread } =
    await servedCore(linear);
  const { thread_id } = await client.threads.create();
  expect((await listThreads({ sessionId })).threads.map((thread) => thread.thread_id)).toContain(
    thread_id,
  );
  const ours = await createThread({ sessionId });
  await run({ sessionId, thread_id: ours.thread_id, input, mode: 'continue' });
  await untilThread(
    ours.thread_id,
    (thread) => thread.state === 'idle' && !!thread.checkpointCount,
  );
  const { values } = await client.threads.get(ours.thread_id);
  expect(values).toMatchObject({ n: 23 });
});

test('threads are found by what they are and hold, page by page', async () => {
  const { client, ask } = await servedCore(linear);
  const group = crypto.randomUUID();
  const ids: string[] = [];
  for (const n of [1, 2, 3]) {
    const { thread_id } = await client.threads.create({ metadata: { group, n } });
    ids.push(thread_id);
  }
  const [first = '', second = '', third = ''] = ids;
  await client.runs.wait(first, 'linear', { input });
  await client.runs.wait(second, 'linear', { input, interruptBefore: ['second'] });
  const idsOf = async (...query: Parameters<typeof client.threads.search>) =>
    (await client.threads.search(...query)).map(({ thread_id }) => thread_id);
  const metadata = { group };

  expect(await idsOf({ metadata })).toEqual([third, second, first]);
  const byOldest = { metadata, sortBy: 'created_at', sortOrder: 'asc' } as const;
  expect(await idsOf(byOldest)).toEqual(ids);
  expect(await idsOf({ metadata, sortBy: 'updated_at', sortOrder: 'desc' })).toEqual([
    second,
    first,
    third,
  ]);
  expect(await idsOf({ ...byOldest, limit: 1, offset: 1 })).toEqual([second]);
  expect(await idsOf({ metadata, status: 'interrupted' })).toEqual([second]);
  expect(await idsOf({ metadata, values: { n: 23 } })).toEqual([first]);
  expect(await idsOf({ ids: [first, third], sortBy: 'created_at', sortOrder: 'asc' })).toEqual([
    first,
    third,
  ]);
  expect(await client.threads.search({ ids: [first], select: ['thread_id', 'values'] })).toEqual([
    { thread_id: first, values: { log: ['first', 'second', 'third'], n: 23 } },
  ]);
  expect(await client.threads.count({ metadata })).toBe(3);
  expect(await client.threads.count({ metadata, status: 'idle' })).toBe(2);
  const page = { method: 'POST', body: JSON.stringify({ metadata, limit: 2 }) };
  const { headers } = await ask('/threads/search', page);
  expect(headers.get('x-pagination-total')).toBe('3');
  expect(headers.get('x-pagination-next')).toBe('2');
});

test('a copy goes its own way', async () => {
  const { client, thread_id } = await ranThread({ owner: 'ann' });
  const copy = await client.threads.copy(thread_id);
  expect(copy.thread_id).not.toBe(thread_id);
  expect(copy).toMatchObject({ values: { n: 23 }, metadata: { owner: 'ann' } });
  await client.threads.updateState(copy.thread_id, { values: { n: 1 }, asNode: 'third' });
  expect((await client.threads.get(copy.thread_id)).values).toMatchObject({ n: 1 });
  expect((await client.threads.get(thread_id)).values).toMatchObject({ n: 23 });
  expect(await client.threads.getHistory(copy.thread_id)).toHaveLength(6);
});

test('what is deleted or pruned is gone', async () => {
  const { client, thread_id } = await ranThread();
  const other = await client.threads.create();
  await client.threads.delete(thread_id);
  await expect(client.threads.get(thread_id)).rejects.toThrow('404');
  await expect(client.threads.getState(thread_id)).rejects.toThrow('404');
  expect(await client.threads.prune([other.thread_id])).toEqual({ pruned_count: 1 });
  await expect(client.threads.get(other.thread_id)).rejects.toThrow('404');
});

test('pruned to the latest, a thread keeps where it stands and forgets how it came there', async () => {
  const { client, thread_id } = await ranThread();
  const before = await client.threads.getState(thread_id);
  const pruned = await client.threads.prune([thread_id], { strategy: 'keep_latest' });
  expect(pruned).toEqual({ pruned_count: 1 });
  const { values, checkpoint } = await client.threads.getState(thread_id);
  expect({ values, checkpoint }).toEqual({ values: before.values, checkpoint: before.checkpoint });
  expect(await client.threads.getHistory(thread_id)).toHaveLength(1);
  expect(await client.runs.wait(thread_id, 'linear', { input })).toMatchObject({
    log: ['first', 'second', 'third', 'first', 'second', 'third'],
  });
});

test('a thread that is made anew under an id has nothing of the one before', async () => {
  const { client } = await servedCore(linear);
  const threadId = crypto.randomUUID();
  const long = { log: ['a long text '.repeat(100)], n: 1 };
  for (const again of [1, 2]) {
    await client.threads.create({ threadId });
    await client.runs.wait(threadId, 'linear', { input: long });
    const { values } = await client.threads.getState(threadId);
    expect(values, `time ${again}`).toEqual({
      log: [...long.log, 'first', 'second', 'third'],
      n: 23,
    });
    await client.threads.delete(threadId);
  }
});

test('a thread is made with a past', async () => {
  const { client } = await servedCore(linear);
  const { thread_id } = await client.threads.create({
    graphId: 'linear',
    supersteps: [
      { updates: [{ values: { log: ['imported'], n: 5 }, asNode: '__start__' }] },
      { updates: [{ values: { log: ['first'], n: 6 }, asNode: 'first' }] },
    ],
  });
  const { values, next } = await client.threads.getState(thread_id);
  expect(values).toEqual({ log: ['imported', 'first'], n: 6 });
  expect(next).toEqual(['second']);
  expect(await client.runs.wait(thread_id, 'linear', { input: null })).toMatchObject({ n: 63 });
});

test('several updates of one super-step are those of nodes that ran together', async () => {
  const { client } = await servedCore('test/fixtures/graphs/parallel.ts');
  const updates = ['left', 'right'].map((asNode) => ({ values: { log: [asNode] }, asNode }));
  const { thread_id } = await client.threads.create({
    graphId: 'parallel',
    supersteps: [
      { updates: [{ values: { log: ['imported'] }, asNode: '__start__' }] },
      { updates },
    ],
  });
  const history = await client.threads.getHistory(thread_id);
  expect(history.map(({ values }) => values)).toMatchObject([
    { log: ['imported', 'left', 'right'] },
    { log: ['imported'] },
  ]);
  const nobody = { updates: [...updates, { values: null, asNode: 'nobody' }] };
  await expect(
    client.threads.create({ graphId: 'parallel', supersteps: [nobody] }),
  ).rejects.toThrow('nobody');
});

test('a page of a conversation says of each checkpoint what its state says', async () => {
  const { client } = await servedCore('test/fixtures/graphs/longChat.ts');
  const { thread_id } = await client.threads.create();
  for (const turns of [12, 15]) {
    await client.runs.wait(thread_id, 'longChat', { input: { turns } });
    const page = await client.threads.getHistory(thread_id, { limit: 8 });
    expect(page).toHaveLength(8);
    for (const { values, checkpoint } of page) {
      expect((await client.threads.getState(thread_id, checkpoint)).values).toEqual(values);
    }
    const [newest] = page.map(({ values }) => values as { messages: unknown[] });
    expect(newest?.messages).toHaveLength(turns);
  }
});

test('its state is read at the head, by id and by checkpoint', async () => {
  const { client, thread_id } = await ranThread();
  const head = await client.threads.getState(thread_id);
  expect(head).toMatchObject({ values: { n: 23 }, next: [], tasks: [], metadata: { step: 3 } });
  const [, third] = await client.threads.getHistory(thread_id);
  expect(third).toMatchObject({ next: ['third'], values: { n: 20 } });
  const { checkpoint } = third ?? head;
  const id = checkpoint.checkpoint_id ?? '';
  expect(await client.threads.getState(thread_id, id)).toMatchObject({ values: { n: 20 } });
  expect(await client.threads.getState(thread_id, checkpoint)).toMatchObject({ values: { n: 20 } });
  expect(head.parent_checkpoint).toEqual(checkpoint);
  const nowhere = await client.threads.create();
  const empty = await client.threads.getState(nowhere.thread_id);
  expect(empty).toMatchObject({ values: {}, next: [], tasks: [], parent_checkpoint: null });
});

test('states of subgraphs are read with them, and by their namespace', async () => {
  const { client } = await servedCore(asksInside);
  const { thread_id } = await client.threads.create();
  await client.runs.wait(thread_id, 'asksInside', { input: { log: [] } });
  const plain = await client.threads.getState(thread_id);
  const [task] = plain.tasks;
  expect(task).toMatchObject({ name: 'sub', state: null, interrupts: [{ value: 'Go on?' }] });
  const ns = task?.checkpoint?.checkpoint_ns ?? '';
  expect(ns).toMatch(/^sub:/);
  const whole = await client.threads.getState(thread_id, undefined, { subgraphs: true });
  const inner = whole.tasks[0]?.state;
  expect(inner).toMatchObject({ next: ['ask'], checkpoint: { checkpoint_ns: ns } });
  const inside = { checkpoint_ns: ns } as NonNullable<
    Parameters<typeof client.threads.getState>[1]
  >;
  expect(await client.threads.getState(thread_id, inside)).toMatchObject({ next: ['ask'] });
  const past = await client.threads.getHistory(thread_id, { checkpoint: { checkpoint_ns: ns } });
  expect(past.map(({ next }) => next[0])).toEqual(['ask', 'look', '__start__']);
});

test('an update goes through the reducers, at the head or where it is told', async () => {
  const { client, thread_id } = await ranThread();
  const updated = (await client.threads.updateState(thread_id, {
    values: { log: ['edited'], n: 0 },
    asNode: 'third',
  })) as { checkpoint?: { checkpoint_id: string }; configurable: { checkpoint_id: string } };
  const head = await client.threads.getState(thread_id);
  expect(updated.checkpoint?.checkpoint_id).toBe(head.checkpoint.checkpoint_id);
  expect(updated.configurable.checkpoint_id).toBe(head.checkpoint.checkpoint_id);
  expect(head).toMatchObject({
    values: { log: ['first', 'second', 'third', 'edited'], n: 0 },
    metadata: { source: 'update' },
  });

  const history = await client.threads.getHistory(thread_id);
  const second = history.find(({ next }) => next[0] === 'second');
  const checkpointId = second?.checkpoint.checkpoint_id ?? '';
  await client.threads.updateState(thread_id, { values: { n: 7 }, asNode: 'first', checkpointId });
  const fork = await client.threads.getState(thread_id);
  expect(fork).toMatchObject({ values: { log: ['first'], n: 7 }, next: ['second'] });
  expect(fork.parent_checkpoint?.checkpoint_id).toBe(checkpointId);
  expect(await client.runs.wait(thread_id, 'linear', { input: null })).toMatchObject({ n: 73 });
});

test('its history is read newest first, bounded, from before a checkpoint, and by metadata', async () => {
  const { client, ask, thread_id } = await ranThread();
  const all = await client.threads.getHistory(thread_id);
  const steps = all.map(({ metadata }) => (metadata as { step: number }).step);
  expect(steps).toEqual([3, 2, 1, 0, -1]);
  expect(await client.threads.getHistory(thread_id, { limit: 2 })).toEqual(all.slice(0, 2));
  const before = { configurable: all[1]?.checkpoint } as unknown as Config;
  expect(await client.threads.getHistory(thread_id, { before })).toEqual(all.slice(2));
  expect(await client.threads.getHistory(thread_id, { metadata: { source: 'input' } })).toEqual(
    all.slice(4),
  );
  const id = all[2]?.checkpoint.checkpoint_id ?? '';
  const { text } = await ask(`/threads/${thread_id}/history?limit=1&before=${id}`);
  expect(JSON.parse(text)).toEqual([all[3]]);
});
