import { request } from 'node:http';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../helpers/scriptedCore.ts';
import { servedCore } from '../../helpers/servedCore.ts';

const linear = 'test/fixtures/graphs/linear.ts';
const slow = 'test/fixtures/graphs/slow.ts';
const unknown = '00000000-0000-4000-8000-000000000000';

const post = (body: unknown): RequestInit => ({ method: 'POST', body: JSON.stringify(body) });
const detailOf = ({ text }: { text: string }) => (JSON.parse(text) as { detail: string }).detail;

/** `fetch` sets Host itself. */
const statusAs = (api: string, host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const asking = request(`${api}/ok`, { headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asking.on('error', reject).end();
  });

test('says that it is there, and what it is', async () => {
  const { ask } = await servedCore(linear);
  expect(JSON.parse((await ask('/ok')).text)).toEqual({ ok: true });
  expect(JSON.parse((await ask('/info')).text)).toMatchObject({
    version: '1.5.1',
    context: 'js',
    flags: { assistants: true, crons: false },
  });
});

test('pages of this machine may use it, and of origins that are allowed', async () => {
  const { ask, updateSettings } = await servedCore(linear);
  const from = (origin: string) => ask('/ok', { headers: { Origin: origin } });
  for (const origin of ['http://localhost:3000', 'https://127.0.0.1', 'http://[::1]:8080']) {
    const { status, headers } = await from(origin);
    expect(status).toBe(200);
    expect(headers.get('access-control-allow-origin')).toBe(origin);
    expect(headers.get('access-control-expose-headers')).toContain('content-location');
  }
  const foreign = 'https://shop.example';
  for (const origin of [foreign, 'http://localhost.evil.example', 'null']) {
    const refused = await from(origin);
    expect(refused.status).toBe(403);
    expect(detailOf(refused)).toContain(origin);
    expect(refused.headers.get('access-control-allow-origin')).toBeNull();
  }
  await updateSettings({ allowedOrigins: [foreign] });
  expect(await from(foreign)).toMatchObject({ status: 200 });
  await updateSettings({ allowedOrigins: [] });
  expect(await from(foreign)).toMatchObject({ status: 403 });
  expect(await ask('/ok', { headers: { 'Sec-Fetch-Site': 'cross-site' } })).toMatchObject({
    status: 403,
  });
});

test('a preflight is answered for those, with the headers they want to send', async () => {
  const { ask } = await servedCore(linear);
  const preflight = (origin: string) =>
    ask('/runs/wait', {
      method: 'OPTIONS',
      headers: {
        Origin: origin,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'content-type, x-api-key',
      },
    });
  const { status, headers } = await preflight('http://localhost:3000');
  expect(status).toBe(204);
  expect(headers.get('access-control-allow-methods')).toContain('POST');
  expect(headers.get('access-control-allow-headers')).toBe('content-type, x-api-key');
  expect(await preflight('https://shop.example')).toMatchObject({ status: 403 });
});

test('it answers under no other name', async () => {
  const { api } = await servedCore(linear);
  expect(await statusAs(api, 'localhost:2024')).toBe(200);
  expect(await statusAs(api, 'rebound.example')).toBe(403);
  expect(await statusAs(api, '127.0.0.1.evil.example:2024')).toBe(403);
});

test('what is not there is 404, with a sentence', async () => {
  const { ask } = await servedCore(linear);
  const { thread_id } = JSON.parse((await ask('/threads', post({}))).text) as { thread_id: string };
  const missing: [string, RequestInit?][] = [
    [`/threads/${unknown}`],
    [`/threads/${unknown}`, { method: 'DELETE' }],
    [`/threads/${unknown}`, { method: 'PATCH', body: '{}' }],
    [`/threads/${unknown}/copy`, { method: 'POST' }],
    [`/threads/${unknown}/state`],
    [`/threads/${unknown}/state`, post({ values: {} })],
    [`/threads/${unknown}/history`],
    [`/threads/${unknown}/runs`],
    [`/threads/${unknown}/runs/wait`, post({ assistant_id: 'linear' })],
    [`/threads/${thread_id}/state/${unknown}`],
    [`/threads/${thread_id}/runs/${unknown}`],
    [`/threads/${thread_id}/runs/${unknown}`, { method: 'DELETE' }],
    [`/threads/${thread_id}/runs/${unknown}/join`],
    [`/threads/${thread_id}/runs/${unknown}/stream`],
    [`/threads/${thread_id}/runs/${unknown}/cancel`, { method: 'POST' }],
    [`/assistants/${unknown}`],
    [`/assistants/${unknown}/graph`],
    [`/assistants/${unknown}/versions`, post({})],
    ['/assistants', post({ graph_id: 'nothing' })],
    ['/runs/wait', post({ assistant_id: 'nothing' })],
    ['/nowhere'],
  ];
  for (const [path, init] of missing) {
    const answer = await ask(path, init);
    expect([path, init?.method, answer.status]).toEqual([path, init?.method, 404]);
    expect(detailOf(answer)).toMatch(/\.$/);
  }
});

test('what is not JSON is 400; what says too little, too much or nonsense is 422', async () => {
  const { ask } = await servedCore(linear);
  const { thread_id } = JSON.parse((await ask('/threads', post({}))).text) as { thread_id: string };
  for (const path of [
    '/threads',
    '/threads/search',
    '/runs/stream',
    `/threads/${thread_id}/state`,
  ]) {
    const answer = await ask(path, { method: 'POST', body: '{"a":' });
    expect([path, answer.status]).toEqual([path, 400]);
    expect(detailOf(answer)).toContain('not JSON');
  }
  const wrong: [string, RequestInit?][] = [
    ['/runs/wait', post({})],
    ['/runs/wait', post({ assistant_id: 'linear', stream_mode: 'everything' })],
    ['/runs/wait', post({ assistant_id: 'linear', multitask_strategy: 'hope' })],
    ['/runs/batch', post([])],
    ['/runs/cancel', post({})],
    ['/threads', post({ thread_id: 'mine' })],
    ['/threads/search', post({ limit: 0 })],
    ['/threads/search', post({ status: 'asleep' })],
    ['/threads/mine'],
    ['/threads/mine/state'],
    [`/threads/${thread_id}/history?limit=many`],
    [`/threads/${thread_id}/runs?limit=0`],
    [`/threads/${thread_id}/runs/mine`],
    ['/assistants', post({})],
  ];
  for (const [path, init] of wrong) {
    const answer = await ask(path, init);
    expect([path, init?.body, answer.status]).toEqual([path, init?.body, 422]);
    expect(detailOf(answer)).not.toBe('');
  }
});

test('a body is JSON whatever its type says, and fields may be null', async () => {
  const { ask } = await servedCore(linear);
  const body = JSON.stringify({
    assistant_id: 'linear',
    input: { log: [], n: 1 },
    config: null,
    metadata: null,
    checkpoint: null,
    interrupt_before: null,
  });
  const headers = { 'Content-Type': 'text/plain' };
  const { status, text } = await ask('/runs/wait', { method: 'POST', headers, body });
  expect(status).toBe(200);
  expect(JSON.parse(text)).toMatchObject({ n: 23 });
});

test('an update of a busy thread is 409, another run on it 422, and scheduled runs 501', async () => {
  const { client, ask, untilThread } = await servedCore(slow);
  const { thread_id } = await client.threads.create();
  const gate = join(await temporaryFolder(), 'never');
  const { run_id } = await client.runs.create(thread_id, 'slow', { input: { log: [], gate } });
  await untilThread(thread_id, ({ state }) => state === 'running');
  const update = await ask(`/threads/${thread_id}/state`, post({ values: { log: [] } }));
  expect(update.status).toBe(409);
  expect(detailOf(update)).toContain('busy');
  const second = await ask(`/threads/${thread_id}/runs`, post({ assistant_id: 'slow' }));
  expect(second.status).toBe(422);
  expect(detailOf(second)).toContain('multitask_strategy');
  await client.runs.cancel(thread_id, run_id, true);
  expect(await ask('/runs/crons', post({}))).toMatchObject({ status: 501 });
});
