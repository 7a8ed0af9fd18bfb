import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../helpers/scriptedCore.ts';
import { collect, servedCore } from '../../helpers/servedCore.ts';

const linear = 'test/fixtures/graphs/linear.ts';
const nested = 'test/fixtures/graphs/nested.ts';
const slow = 'test/fixtures/graphs/slow.ts';
const input = { log: [], n: 1 };

describe('a run', () => {
  test('stops before and after the nodes it names', async () => {
    const { client } = await servedCore(linear);
    const { thread_id } = await client.threads.create();
    const next = async () => (await client.threads.getState(thread_id)).next;
    await client.runs.wait(thread_id, 'linear', { input, interruptAfter: ['first'] });
    expect(await next()).toEqual(['second']);
    await client.runs.wait(thread_id, 'linear', { input: null, interruptBefore: '*' });
    expect(await next()).toEqual(['third']);
    expect(await client.runs.wait(thread_id, 'linear', { input: null })).toMatchObject({ n: 23 });
  });

  test('goes on from the checkpoint it names, and leaves what came after it', async () => {
    const { client } = await servedCore(linear);
    const { thread_id } = await client.threads.create();
    await client.runs.wait(thread_id, 'linear', { input });
    const history = await client.threads.getHistory(thread_id);
    const at = history.find(({ next }) => next[0] === 'third')?.checkpoint;
    const checkpointId = at?.checkpoint_id ?? '';
    await client.runs.wait(thread_id, 'linear', { input: null, checkpointId });
    // What is replayed begins with a checkpoint that marks the fork.
    const [head, fork, ...rest] = await client.threads.getHistory(thread_id);
    expect(head).toMatchObject({ values: { n: 23 }, parent_checkpoint: fork?.checkpoint });
    expect(fork?.parent_checkpoint?.checkpoint_id).toBe(checkpointId);
    expect(rest).toEqual(history);
    const { thread_id: _, ...checkpoint } = at as NonNullable<typeof at> & { thread_id: string };
    await client.runs.wait(thread_id, 'linear', { input: null, checkpoint });
    const forks = (await client.threads.getHistory(thread_id)).filter(
      ({ parent_checkpoint }) => parent_checkpoint?.checkpoint_id === checkpointId,
    );
    expect(forks).toHaveLength(3);
  });

  test('updates and goes where its command says', async () => {
    const { client } = await servedCore(linear);
    const { thread_id } = await client.threads.create();
    await client.runs.wait(thread_id, 'linear', { input });
    const command = { update: { log: ['told'], n: 5 }, goto: 'third' };
    const values = await client.runs.wait(thread_id, 'linear', { command });
    expect(values).toEqual({ log: ['first', 'second', 'third', 'told', 'third'], n: 8 });
  });

  test('streams what its modes name, with the namespaces of subgraphs', async () => {
    const { client } = await servedCore(nested);
    const parts = await collect(
      client.runs.stream(null, 'nested', {
        input: { log: [] },
        streamMode: ['updates', 'tasks', 'checkpoints', 'debug', 'values'],
        streamSubgraphs: true,
      }),
    );
    const names = new Set(parts.map(({ event }) => event.replace(/[\da-f-]{36}/g, 'id')));
    for (const mode of ['updates', 'tasks', 'checkpoints', 'debug', 'values']) {
      expect(names).toContain(mode);
      expect(names).toContain(`${mode}|middle:id`);
      expect(names).toContain(`${mode}|middle:id|inner:id`);
    }
  });

  test.for(['sync', 'async', 'exit'] as const)(
    'is as durable as it asks: %s',
    async (durability) => {
      const { client } = await servedCore(linear);
      const { thread_id } = await client.threads.create();
      await client.runs.wait(thread_id, 'linear', { input, durability });
      const history = await client.threads.getHistory(thread_id);
      expect(history).toHaveLength(durability === 'exit' ? 1 : 5);
      expect(history[0]).toMatchObject({ values: { n: 23 }, next: [] });
    },
  );

  test('waits as long as it is told before it begins, and can be cancelled until then', async () => {
    const { client } = await servedCore(linear);
    const { thread_id } = await client.threads.create();
    const later = await client.runs.create(thread_id, 'linear', { input, afterSeconds: 3600 });
    expect(later).toMatchObject({ status: 'pending' });
    await client.runs.cancel(thread_id, later.run_id, true);
    expect(await client.runs.get(thread_id, later.run_id)).toMatchObject({ status: 'interrupted' });
    expect((await client.threads.getState(thread_id)).values).toEqual({});
    const soon = await client.runs.create(thread_id, 'linear', { input, afterSeconds: 0.05 });
    expect(await client.runs.join(thread_id, soon.run_id)).toMatchObject({ n: 23 });
  });

  test('carries the configuration of its assistant under its own', async () => {
    const { client } = await servedCore(linear);
    const config = { configurable: { tone: 'kind', pace: 'slow' }, recursion_limit: 2 };
    const { assistant_id } = await client.assistants.create({ graphId: 'linear', config });
    await expect(client.runs.wait(null, assistant_id, { input })).rejects.toThrow(/[Rr]ecursion/);
    const roomier = { input, config: { recursion_limit: 10 } };
    expect(await client.runs.wait(null, assistant_id, roomier)).toMatchObject({ n: 23 });
  });
});

test('runs are listed newest first, by status and page', async () => {
  const { client } = await servedCore(linear);
  const { thread_id } = await client.threads.create();
  const ids: string[] = [];
  for (const _ of [1, 2, 3]) {
    const { run_id } = await client.runs.create(thread_id, 'linear', { input, metadata: { a: 1 } });
    await client.runs.join(thread_id, run_id);
    ids.unshift(run_id);
  }
  const idsOf = async (...options: Parameters<typeof client.runs.list>) =>
    (await client.runs.list(...options)).map(({ run_id }) => run_id);
  expect(await idsOf(thread_id)).toEqual(ids);
  expect(await idsOf(thread_id, { limit: 1, offset: 1 })).toEqual([ids[1]]);
  expect(await idsOf(thread_id, { status: 'success' })).toEqual(ids);
  expect(await idsOf(thread_id, { status: 'error' })).toEqual([]);
  const run = await client.runs.get(thread_id, ids[0] ?? '');
  expect(run).toMatchObject({ thread_id, status: 'success', metadata: { a: 1 } });
});

test('runs under way are cancelled, by name or all of a thread; a rolled back one is forgotten', async () => {
  const { client, untilThread } = await servedCore(slow);
  const slowly = { log: [], gate: join(await temporaryFolder(), 'never') };
  const begin = async () => {
    const { thread_id } = await client.threads.create();
    const { run_id } = await client.runs.create(thread_id, 'slow', { input: slowly });
    await untilThread(thread_id, ({ state }) => state === 'running');
    return { thread_id, run_id };
  };
  const [one, two, three] = [await begin(), await begin(), await begin()];
  await expect(client.runs.delete(one.thread_id, one.run_id)).rejects.toThrow('409');
  await client.runs.cancelMany({ threadId: one.thread_id, status: 'all' });
  await client.runs.cancelMany({ threadId: two.thread_id, runIds: [two.run_id] });
  for (const { thread_id, run_id } of [one, two]) {
    expect(await client.runs.get(thread_id, run_id)).toMatchObject({ status: 'interrupted' });
  }
  await client.runs.cancel(three.thread_id, three.run_id, true, 'rollback');
  await expect(client.runs.get(three.thread_id, three.run_id)).rejects.toThrow('404');
  expect(await client.threads.getState(three.thread_id)).toMatchObject({ next: ['wait'] });
});

test('a stream that breaks is joined again where it broke', async () => {
  const { client, ask, untilThread } = await servedCore(slow);
  const { thread_id } = await client.threads.create();
  const gate = join(await temporaryFolder(), 'gate');
  const { run_id } = await client.runs.create(thread_id, 'slow', {
    input: { log: [], gate },
    streamMode: ['updates'],
    streamResumable: true,
  });
  await untilThread(thread_id, ({ state }) => state === 'running');
  const gone = new AbortController();
  let last = '';
  const joined = client.runs.joinStream(thread_id, run_id, { signal: gone.signal });
  for await (const { id, event } of joined) {
    last = id ?? '';
    if (event === 'updates') break;
  }
  gone.abort();
  await writeFile(gate, '');
  const rest = await collect(client.runs.joinStream(thread_id, run_id, { lastEventId: last }));
  expect(rest.map(({ data }) => Object.keys(data as object)[0])).toEqual(['wait', 'after', 'last']);
  const { headers } = await ask(`/threads/${thread_id}/runs/${run_id}/stream`);
  expect(headers.get('content-location')).toBe(`/threads/${thread_id}/runs/${run_id}`);
  expect(headers.get('location')).toBe(`/threads/${thread_id}/runs/${run_id}/stream`);
});

test('a run goes on when its client goes away without a word', async () => {
  const { client, untilThread } = await servedCore(slow);
  const { thread_id } = await client.threads.create();
  const gate = join(await temporaryFolder(), 'gate');
  const gone = new AbortController();
  const stream = collect(
    client.runs.stream(thread_id, 'slow', { input: { log: [], gate }, signal: gone.signal }),
  ).catch(() => []);
  await untilThread(thread_id, ({ state }) => state === 'running');
  gone.abort();
  await stream;
  await writeFile(gate, '');
  await untilThread(thread_id, ({ state }) => state === 'idle');
  expect(await client.runs.list(thread_id)).toMatchObject([{ status: 'success' }]);
});
