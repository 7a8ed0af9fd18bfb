import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../helpers/scriptedCore.ts';
import { collect, servedCore } from '../../helpers/servedCore.ts';

const linear = 'test/fixtures/graphs/linear.ts';
const slow = 'test/fixtures/graphs/slow.ts';
const parallel = 'test/fixtures/graphs/functionalParallel.ts';
const asks = 'test/fixtures/graphs/asks.ts';
const input = { log: [], n: 1 };
const uuid = '00000000-0000-4000-8000-000000000000';

describe('runs of clients', () => {
  test('stream, with an id to be found by, and appear in the window', async () => {
    const { client, untilThread } = await servedCore(linear);
    const { thread_id } = await client.threads.create();
    let created: { run_id: string } | undefined;
    const parts = await collect(
      client.runs.stream(thread_id, 'linear', {
        input,
        streamMode: ['updates', 'values'],
        onRunCreated: (run) => {
          created = run;
        },
      }),
    );
    expect(parts[0]).toMatchObject({ event: 'metadata', data: { run_id: created?.run_id } });
    expect(parts.map(({ event }) => event)).toContain('updates');
    expect(parts.at(-1)).toMatchObject({ data: { log: ['first', 'second', 'third'] } });
    await untilThread(
      thread_id,
      ({ state, checkpointCount }) => state === 'idle' && checkpointCount > 3,
    );
    expect(await client.runs.get(thread_id, created?.run_id ?? '')).toMatchObject({
      status: 'success',
    });
    expect((await client.threads.get(thread_id)).values).toMatchObject({
      log: ['first', 'second', 'third'],
    });
  });

  test('wait, without a thread too, which is gone after', async () => {
    const { client } = await servedCore(linear);
    const { thread_id } = await client.threads.create();
    expect(await client.runs.wait(thread_id, 'linear', { input })).toMatchObject({
      log: ['first', 'second', 'third'],
    });
    const before = await client.threads.count();
    expect(await client.runs.wait(null, 'linear', { input })).toMatchObject({
      log: ['first', 'second', 'third'],
    });
    expect(await client.threads.count()).toBe(before);
    const kept = { input, onCompletion: 'keep' as unknown as 'complete' };
    await client.runs.wait(null, 'linear', kept);
    expect(await client.threads.count()).toBe(before + 1);
  });

  test('go on in the background, are joined, listed and deleted', async () => {
    const { client } = await servedCore(linear);
    const { thread_id } = await client.threads.create();
    const { run_id } = await client.runs.create(thread_id, 'linear', { input });
    expect(await client.runs.join(thread_id, run_id)).toMatchObject({
      log: ['first', 'second', 'third'],
    });
    const again = await collect(client.runs.joinStream(thread_id, run_id));
    expect(again[0]).toMatchObject({ id: '0', event: 'metadata' });
    const rest = await collect(client.runs.joinStream(thread_id, run_id, { lastEventId: '0' }));
    expect(rest).toEqual(again.slice(1));
    expect(await client.runs.list(thread_id)).toMatchObject([{ run_id, status: 'success' }]);
    await client.runs.delete(thread_id, run_id);
    expect(await client.runs.list(thread_id)).toEqual([]);
    expect(
      await client.runs.createBatch([
        { assistantId: 'linear', input },
        { assistantId: 'linear', input },
      ]),
    ).toHaveLength(2);
  });

  test('end at their own stop and at an interrupt, and go on from there', async () => {
    const { client } = await servedCore(asks);
    const { thread_id } = await client.threads.create();
    await client.runs.wait(thread_id, 'asks', { input, interruptBefore: ['ask'] });
    expect(await client.threads.get(thread_id)).toMatchObject({ status: 'interrupted' });
    expect((await client.threads.getState(thread_id)).next).toEqual(['ask']);
    expect(await client.runs.wait(thread_id, 'asks', { input: null })).toMatchObject({
      log: ['greet'],
      __interrupt__: [{ value: { question: 'Where are you?' } }],
    });
    const { interrupts, values } = await client.threads.get(thread_id);
    expect(Object.values(interrupts)).toMatchObject([[{ value: { question: 'Where are you?' } }]]);
    expect(values).toMatchObject({ log: ['greet'] });
    expect(
      await client.runs.wait(thread_id, 'asks', { command: { resume: 'in Rome' } }),
    ).toMatchObject({ log: ['greet', 'ask', 'thank'], answer: 'in Rome' });
    expect(await client.threads.get(thread_id)).toMatchObject({ status: 'idle', interrupts: {} });
  });

  test('are held by a breakpoint of the window, and end when the person goes on', async () => {
    const core = await servedCore(linear);
    const { client, sessionId, untilThread } = core;
    onTestFinished(async () => void (await core.setBreakpoints({ sessionId, breakpoints: [] })));
    await core.setBreakpoints({
      sessionId,
      breakpoints: [{ node: 'second', when: 'before', enabled: true, verified: false }],
    });
    const { thread_id } = await client.threads.create();
    const stream = collect(
      client.runs.stream(thread_id, 'linear', { input, streamMode: 'updates' }),
    );
    const stopped = await untilThread(thread_id, ({ state }) => state === 'stopped');
    expect(stopped).toMatchObject({ stopped: { reason: 'breakpoint', nodes: ['second'] } });
    expect(await client.threads.get(thread_id)).toMatchObject({ status: 'busy' });
    await expect(client.runs.wait(thread_id, 'linear', { input })).rejects.toThrow('422');
    await expect(client.threads.updateState(thread_id, { values: input })).rejects.toThrow('409');
    const { run_id } = await core.run({ sessionId, thread_id, input: null, mode: 'continue' });
    expect(run_id).toBe(stopped.run_id);
    const parts = await stream;
    expect(parts.flatMap(({ data }) => Object.keys(data as object))).toEqual([
      'run_id',
      'attempt',
      'first',
      'second',
      'third',
    ]);
    expect(await client.threads.get(thread_id)).toMatchObject({ status: 'idle' });
  });

  test('that stand at a breakpoint end when the person stops them, or their client does', async () => {
    const core = await servedCore(linear);
    const { client, sessionId, untilThread } = core;
    onTestFinished(async () => void (await core.setBreakpoints({ sessionId, breakpoints: [] })));
    await core.setBreakpoints({
      sessionId,
      breakpoints: [{ node: 'second', when: 'before', enabled: true, verified: false }],
    });
    for (const end of ['window', 'client']) {
      const { thread_id } = await client.threads.create();
      const { run_id } = await client.runs.create(thread_id, 'linear', { input });
      await untilThread(thread_id, ({ state }) => state === 'stopped');
      if (end === 'window') await core.stop({ sessionId, thread_id });
      else await client.runs.cancel(thread_id, run_id, true);
      await client.runs.join(thread_id, run_id);
      expect(await client.runs.get(thread_id, run_id)).toMatchObject({ status: 'interrupted' });
      expect(await client.threads.get(thread_id)).toMatchObject({ status: 'interrupted' });
    }
  });

  test('whose tasks are held end their stream when the person stops them', async () => {
    const core = await servedCore(parallel);
    const { client, sessionId, untilThread } = core;
    const square = { node: 'flow:square', when: 'before', enabled: true, verified: false } as const;
    await core.setBreakpoints({ sessionId, breakpoints: [square] });
    const { thread_id } = await client.threads.create();
    // The SDK's types take objects only.
    const input = [1, 2, 3] as unknown as Record<string, unknown>;
    const stream = collect(client.runs.stream(thread_id, 'functionalParallel', { input }));
    await untilThread(thread_id, ({ stopped }) => stopped?.held === true);
    await core.stop({ sessionId, thread_id });
    expect((await stream).map(({ event }) => event)).not.toContain('error');
    expect(await client.runs.list(thread_id)).toMatchObject([{ status: 'interrupted' }]);
    await untilThread(
      thread_id,
      ({ state, run_id }) => state !== 'running' && run_id === undefined,
    );
  });

  test('end with the error of the graph', async () => {
    const { client } = await servedCore('test/fixtures/graphs/throwsInNode.ts');
    const { thread_id } = await client.threads.create();
    await expect(client.runs.wait(thread_id, 'throwsInNode', { input })).rejects.toThrow();
    const parts = await collect(client.runs.stream(thread_id, 'throwsInNode', { input }));
    expect(parts.at(-1)).toMatchObject({
      event: 'error',
      data: { message: expect.any(String) as string },
    });
    expect(await client.threads.get(thread_id)).toMatchObject({ status: 'error' });
    expect((await client.runs.list(thread_id)).map(({ status }) => status)).toEqual([
      'error',
      'error',
    ]);
  });

  test.for(['interrupt', 'enqueue', 'rollback'] as const)(
    'on a busy thread: %s',
    async (strategy) => {
      const { client } = await servedCore(slow);
      const { thread_id } = await client.threads.create();
      const gate = join(await temporaryFolder(), 'gate');
      const slowly = { log: [], gate };
      const first = await client.runs.create(thread_id, 'slow', { input: slowly });
      await expect(client.runs.create(thread_id, 'slow', { input: slowly })).rejects.toThrow('422');
      const second = { input: slowly, multitaskStrategy: strategy };
      const { run_id } = await client.runs.create(thread_id, 'slow', second);
      await writeFile(gate, '');
      await client.runs.join(thread_id, run_id);
      const runs = await client.runs.list(thread_id);
      const before = runs.find(({ run_id }) => run_id === first.run_id)?.status;
      expect(before).toBe(
        { interrupt: 'interrupted', enqueue: 'success', rollback: undefined }[strategy],
      );
      expect(runs[0]).toMatchObject({ status: 'success', multitask_strategy: strategy });
    },
  );

  test('tell a webhook, and make a thread that is not there', async () => {
    const bodies: string[] = [];
    const server = createServer((request, response) => {
      request.setEncoding('utf8').on('data', (text: string) => bodies.push(text));
      request.on('end', () => {
        response.end();
        server.emit('called');
      });
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const { client } = await servedCore(linear);
    await expect(client.runs.wait(uuid, 'linear', { input })).rejects.toThrow('404');
    const called = once(server, 'called');
    await client.runs.wait(uuid, 'linear', {
      input,
      ifNotExists: 'create',
      webhook: `http://127.0.0.1:${port}`,
    });
    await called;
    expect(JSON.parse(bodies.join(''))).toMatchObject({
      thread_id: uuid,
      status: 'success',
      values: { log: ['first', 'second', 'third'] },
    });
  });

  test.for(['in the middle of a stream', 'while it waits'])(
    'are cancelled when their client goes away %s, and had said so',
    async (when) => {
      const { client, untilThread } = await servedCore(slow);
      const { thread_id } = await client.threads.create();
      const gone = new AbortController();
      const input = { log: [], gate: join(await temporaryFolder(), 'gate') };
      const asked = { input, onDisconnect: 'cancel', signal: gone.signal } as const;
      const answer = (
        when === 'while it waits'
          ? client.runs.wait(thread_id, 'slow', asked)
          : collect(client.runs.stream(thread_id, 'slow', asked))
      ).catch(() => []);
      await untilThread(thread_id, ({ state }) => state === 'running');
      gone.abort();
      await answer;
      await untilThread(thread_id, ({ state }) => state !== 'running');
      expect(await client.runs.list(thread_id)).toMatchObject([{ status: 'interrupted' }]);
    },
  );

  test('change to the graph they are for', async () => {
    const { client } = await servedCore('examples/langgraph.json');
    const messages = [{ role: 'user', content: 'What is the weather in Rome?' }];
    const [one, other] = await Promise.all([
      client.runs.wait(null, 'weather', { input: { messages } }),
      client.runs.wait(null, 'weather with interrupt', { input: { messages } }),
    ]);
    expect(JSON.stringify(one)).toContain('sunny in Rome');
    expect(JSON.stringify(other)).toContain('sunny in Rome');
  });
});
