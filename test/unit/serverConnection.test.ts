import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createServerAdapter } from '../../core/adapters/serverAdapter.ts';
import { attached } from '../helpers/attached.ts';
import { createDebuggee } from '../helpers/debuggee.ts';
import { flakyProxy } from '../helpers/flakyProxy.ts';
import { closedGate } from '../helpers/gate.ts';
import { servedCore } from '../helpers/servedCore.ts';

/** A graph that waits, on a server behind a way that can break. */
async function waiting(patience: number[]) {
  const { api } = await servedCore('test/fixtures/graphs/slow.ts');
  const proxy = await flakyProxy(api);
  onTestFinished(proxy.close);
  const adapter = attached({ access: { url: proxy.url }, patience, watchEvery: 100_000 });
  onTestFinished(() => adapter.disconnect({ kill: false }));
  const { graphs } = await adapter.connect();
  const graphId = graphs[0]?.id ?? '';
  const debuggee = await createDebuggee({
    adapter,
    graphId,
    ...(await adapter.loadGraph(graphId)),
  });
  const { gate, open } = closedGate();
  await debuggee.begin({ input: { gate } });
  await debuggee.until('wait', 'running');
  return { proxy, adapter, debuggee, open };
}

const everything = ['before', 'wait', 'after', 'last'];

describe('a connection that breaks in the middle of a run', () => {
  test('the stream is joined again where it broke off, and nothing comes twice', async () => {
    const { proxy, debuggee, open } = await waiting([1]);
    proxy.cut();
    await debuggee.log.until('responsive', 0, ({ responsive }) => !responsive);
    open();
    expect(await debuggee.settle()).toBeUndefined();
    expect((await debuggee.state()).log).toEqual(everything);
    const joined = proxy.passed.find(
      ({ path, headers }) => /\/stream\?/.test(path) && headers['last-event-id'],
    );
    expect(Number(joined?.headers['last-event-id'])).toBeGreaterThan(0);
    const attempts = (await debuggee.tasks()).map(({ node, attempt }) => [node, attempt]);
    expect(attempts).toEqual(everything.map((node) => [node, 1]));
    expect(debuggee.ran()).toEqual(everything);
    const told = debuggee.log.events.flatMap((event) =>
      event.type === 'responsive' ? event.responsive : [],
    );
    expect(told).toEqual([false, true]);
  });

  test('what happened while it was away is told afterwards', async () => {
    const { proxy, debuggee, open } = await waiting([1, 1, 50, 200, 1000, 1000, 1000]);
    proxy.down();
    await debuggee.log.until('responsive', 0, ({ responsive }) => !responsive);
    open();
    proxy.up();
    expect(await debuggee.settle()).toBeUndefined();
    expect(debuggee.ran()).toEqual(everything);
  });

  test('a server that stays away ends the session with one sentence; it can be connected again', async () => {
    const { proxy, adapter, debuggee, open } = await waiting([1, 1]);
    proxy.down();
    const stopped = await debuggee.settle();
    expect(stopped).toMatchObject({
      reason: 'exception',
      message: expect.stringContaining(proxy.url),
    });
    const { termination } = await debuggee.log.until('terminated', 0);
    expect(termination.message).toMatch(/went away while a run was under way/);
    open();
    proxy.up();
    await adapter.connect();
    await adapter.loadGraph(debuggee.graphId);
    expect((await adapter.history.listThreads(debuggee.graphId)).threads[0]?.thread_id).toBe(
      debuggee.thread_id,
    );
  });
});

test('a server that goes away while nothing runs is missed, and heard of when it is back', async () => {
  const { api } = await servedCore('test/fixtures/graphs/slow.ts');
  const proxy = await flakyProxy(api);
  onTestFinished(proxy.close);
  const adapter = attached({ access: { url: proxy.url }, watchEvery: 5 });
  onTestFinished(() => adapter.disconnect({ kill: false }));
  const { graphs } = await adapter.connect();
  const graphId = graphs[0]?.id ?? '';
  const { log } = await createDebuggee({ adapter, graphId, ...(await adapter.loadGraph(graphId)) });
  proxy.down();
  await log.until('responsive', 0, ({ responsive }) => !responsive);
  proxy.up();
  await log.until('responsive', 0, ({ responsive }) => responsive);
});

describe('what answers is not what was wanted', () => {
  /** A server of a few lines. */
  async function answering(answer: (path: string, response: ServerResponse) => void) {
    const server = createServer((request: IncomingMessage, response) =>
      answer(request.url ?? '', response),
    ).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const json = (response: ServerResponse, status: number, body: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const isOk = (path: string, response: ServerResponse) =>
    path === '/ok' && json(response, 200, { ok: true });
  const connect = (url: string) => createServerAdapter({ access: { url } }).connect();

  test.for<[string, (path: string, response: ServerResponse) => void, string, RegExp]>([
    [
      'a web page',
      (_, response) => response.end('<h1>Welcome</h1>'),
      'foreignServer',
      /is not a LangGraph server/,
    ],
    [
      'another API',
      (_, response) => json(response, 404, { error: 'no route' }),
      'foreignServer',
      /is not a LangGraph server/,
    ],
    [
      'a server that wants a key at once',
      (_, response) => json(response, 401, {}),
      'serverRefused',
      /refuses the key or headers/,
    ],
    [
      'a server that wants a key for its graphs',
      (path, response) => isOk(path, response) || json(response, 403, { detail: 'Forbidden' }),
      'serverRefused',
      /refuses the key or headers/,
    ],
    [
      'a server of another version',
      (path, response) => isOk(path, response) || json(response, 404, { detail: 'Not Found' }),
      'serverVersion',
      /another version of the LangGraph API/,
    ],
    [
      'a server that answers with pages',
      (path, response) => isOk(path, response) || response.end('<h1>Welcome</h1>'),
      'serverVersion',
      /another version of the LangGraph API/,
    ],
    [
      'a server that fails',
      (path, response) => isOk(path, response) || json(response, 500, { detail: 'No database' }),
      'serverFailed',
      /answered with 500: No database/,
    ],
  ])('%s', async ([, answer, code, sentence]) => {
    const url = await answering(answer);
    await expect(connect(url)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(sentence),
    });
  });

  test('nobody', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.close();
    await once(server, 'close');
    await expect(connect(url)).rejects.toMatchObject({
      code: 'serverUnreachable',
      message: `Nothing listens at ${url}.`,
    });
  });

  test('no such host', async () => {
    await expect(connect('http://nowhere.invalid')).rejects.toMatchObject({
      code: 'serverUnreachable',
      message: 'There is no host named nowhere.invalid.',
    });
  });
});

test('a long thread is read on when asked, and a thread is found by its id', async () => {
  const { api, client } = await servedCore('test/fixtures/graphs/manySteps.ts');
  const adapter = attached({ access: { url: api } });
  onTestFinished(() => adapter.disconnect({ kill: false }));
  const { graphs } = await adapter.connect();
  const graphId = graphs[0]?.id ?? '';
  const { thread_id } = await client.threads.create({ graphId });
  const other = await client.threads.create({ graphId });
  await client.runs.wait(thread_id, graphId, {
    input: { steps: 1_100 },
    config: { recursion_limit: 2_000 },
  });
  const { history } = adapter;
  const newest = await history.listCheckpoints(thread_id);
  expect([newest.length, newest.at(-1)?.step]).toEqual([1_000, 101]);
  const all = await history.listCheckpoints(thread_id, newest.length + 1);
  expect(all.map(({ step }) => step)).toEqual(
    Array.from({ length: 1_102 }, (_, index) => 1_100 - index),
  );
  const found = async (match: string) =>
    (await history.listThreads(graphId, { match })).threads.map((thread) => thread.thread_id);
  expect(await found(` ${other.thread_id} `)).toEqual([other.thread_id]);
  expect(await found('no id')).toEqual([]);
  const older = await history.listThreads(graphId, { offset: 1 });
  expect([older.threads.length, older.more]).toEqual([1, false]);
});
