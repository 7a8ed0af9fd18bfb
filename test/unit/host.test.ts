import { mkdir, writeFile } from 'node:fs/promises';
import { get, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { serveBrowser } from '../../core/host/serveBrowser.ts';
import { createClient, type Client } from '../../core/protocol/channel.ts';
import type { CoreEvent } from '../../core/protocol/events.ts';
import { scriptedCore, scriptedProject, temporaryFolder } from '../helpers/scriptedCore.ts';

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Node's fetch lets nobody choose `Host` and `Origin`; this sends what it is given. */
function send(port: number, path: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<Answer>((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    request.on('error', reject).end();
  });
}

async function host() {
  const folder = await temporaryFolder();
  const rendererDir = join(folder, 'renderer');
  await mkdir(join(rendererDir, 'assets'), { recursive: true });
  await writeFile(join(rendererDir, 'index.html'), '<!doctype html><title>Retrograph</title>');
  await writeFile(join(rendererDir, 'assets', 'main-1a2b.js'), 'export {};');
  await writeFile(join(folder, 'outside.txt'), 'outside');
  const core = await scriptedCore();
  const served = await serveBrowser(core.core, { rendererDir });
  onTestFinished(served.close);
  const token = new URL(served.url).searchParams.get('token') ?? '';
  const { port } = served;
  const cookie = `retrograph-${port}=${token}`;
  return { ...served, core, token, cookie, origin: `http://127.0.0.1:${port}` };
}

/** Resolves with the open socket, or rejects with the status the upgrade was refused with. */
function connect(port: number, headers: Record<string, string>, path = '/ws') {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
  onTestFinished(() => socket.terminate());
  return new Promise<WebSocket>((resolve, reject) => {
    socket.on('open', () => resolve(socket));
    socket.on('unexpected-response', (_request, response) =>
      reject(new Error(String(response.statusCode))),
    );
    socket.on('error', reject);
  });
}

function clientOf(socket: WebSocket, onEvents: (events: CoreEvent[]) => void = () => {}): Client {
  return createClient(
    {
      send: (text) => socket.send(text),
      onMessage: (listener) => socket.on('message', (data: Buffer) => listener(data.toString())),
    },
    { events: onEvents },
  );
}

describe('who is let in', () => {
  test('the token becomes a cookie and leaves the address', async () => {
    const { port, token, cookie } = await host();
    const first = await send(port, `/?token=${token}`);
    expect(first).toMatchObject({ status: 302, headers: { location: '/' } });
    expect(first.headers['set-cookie']).toEqual([`${cookie}; Path=/; HttpOnly; SameSite=Strict`]);
    const page = await send(port, '/', { cookie });
    expect(page).toMatchObject({
      status: 200,
      headers: { 'content-type': expect.stringContaining('text/html') },
    });
  });

  test.for([
    ['no token', '/', {}],
    ['a wrong token', '/?token=wrong', {}],
    ['a wrong cookie', '/', { cookie: 'retrograph-PORT=wrong' }],
    ["another port's cookie", '/', { cookie: 'retrograph-1=TOKEN' }],
    ['no token, a file', '/assets/main-1a2b.js', {}],
    ['a foreign Host', '/?token=TOKEN', { host: 'evil.example' }],
    ['a foreign Host with our port', '/?token=TOKEN', { host: 'evil.example:PORT' }],
    ['a Host without the port', '/?token=TOKEN', { host: '127.0.0.1' }],
    ['a foreign Origin', '/?token=TOKEN', { origin: 'http://evil.example' }],
    ['a null Origin', '/?token=TOKEN', { origin: 'null' }],
  ] as const)('%s is refused with one sentence', async ([, path, headers]) => {
    const { port, token } = await host();
    const fill = (text: string) => text.replace('TOKEN', token).replace('PORT', String(port));
    const filled = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, fill(value)]),
    );
    const answer = await send(port, fill(path), filled);
    expect(answer.status).toBe(403);
    expect(answer.body).toMatch(/^[A-Z][^.]*(\d\.\d\.\d\.\d[^.]*)?\.\n$/);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  test('a POST needs our Origin as well', async () => {
    const { port, cookie, origin } = await host();
    expect((await send(port, '/', { cookie }, 'POST')).status).toBe(403);
    expect((await send(port, '/', { cookie, origin }, 'POST')).status).toBe(404);
  });

  test('every answer carries the policy', async () => {
    const { port, cookie } = await host();
    for (const answer of [await send(port, '/', { cookie }), await send(port, '/')]) {
      const policy = answer.headers['content-security-policy'] ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(answer.headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      });
    }
  });

  test('the address that was printed opens it, whatever cookie the port had before', async () => {
    const { port, url, cookie } = await host();
    const [name] = cookie.split('=');
    const { pathname, search } = new URL(url);
    const answer = await send(port, `${pathname}${search}`, { cookie: `${name}=of-another-run` });
    expect(answer.status).toBe(302);
  });

  test('only loopback listens', async () => {
    const { port, url } = await host();
    expect(new URL(url).hostname).toBe('127.0.0.1');
    await expect(
      new Promise((resolve, reject) => get({ host: '::1', port }, resolve).on('error', reject)),
    ).rejects.toThrow();
  });
});

describe('files', () => {
  test('hashed ones are kept for ever, missing ones are missing, any other address is the app', async () => {
    const { port, cookie } = await host();
    const script = await send(port, '/assets/main-1a2b.js', { cookie });
    expect(script.headers).toMatchObject({
      'content-type': expect.stringContaining('javascript'),
      'cache-control': expect.stringContaining('immutable'),
    });
    expect((await send(port, '/assets/gone.js', { cookie })).status).toBe(404);
    expect((await send(port, '/threads/1', { cookie })).body).toContain('<title>Retrograph');
  });

  test.for([
    '/../outside.txt',
    '/%2e%2e/outside.txt',
    '/..%2foutside.txt',
    '/assets/../../outside.txt',
  ])('nothing outside: %s', async (path) => {
    const { port, cookie } = await host();
    expect((await send(port, path, { cookie })).body).not.toBe('outside');
  });
});

describe('the socket', () => {
  test.for([
    ['no Origin', { cookie: true }, '/ws', '403'],
    ['a foreign Origin', { cookie: true, origin: 'http://evil.example' }, '/ws', '403'],
    ['no token', { origin: 'own' }, '/ws', '403'],
    ['a foreign Host', { cookie: true, origin: 'own', host: 'evil.example' }, '/ws', '403'],
    ['another path', { cookie: true, origin: 'own' }, '/other', '404'],
  ] as const)('%s is refused', async ([, given, path, status]) => {
    const { port, cookie, origin } = await host();
    const headers = {
      ...('cookie' in given && { cookie }),
      ...('origin' in given && { origin: given.origin === 'own' ? origin : given.origin }),
      ...('host' in given && { host: given.host }),
    };
    await expect(connect(port, headers, path)).rejects.toThrow(status);
  });

  test('carries requests, errors and events, to every window and after a reconnect', async () => {
    const { port, cookie, origin } = await host();
    const { file } = await scriptedProject();
    const heard: CoreEvent[][] = [];
    const first = clientOf(await connect(port, { cookie, origin }));
    const second = await connect(port, { cookie, origin });
    const ready = new Promise<void>((resolve) => {
      clientOf(second, (events) => {
        heard.push(events);
        if (events.some((event) => event.type === 'session' && event.session.phase === 'ready'))
          resolve();
      });
    });
    expect(await first.hello()).toMatchObject({ host: 'browser', sessions: [] });
    await expect(first.openProject({ target: '/nowhere.ts' })).rejects.toMatchObject({
      code: 'noSuchFile',
      hint: expect.any(String),
    });
    await first.openProject({ target: file });
    await ready;
    const seqs = heard.flat().map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));

    second.terminate();
    const again = clientOf(await connect(port, { cookie, origin }));
    expect((await again.hello()).sessions).toHaveLength(1);
  });

  test('what is no message of ours ends the connection and nothing else', async () => {
    const { port, cookie, origin } = await host();
    const socket = await connect(port, { cookie, origin });
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    socket.send('{not json');
    expect(await closed).toBe(1003);
    const other = clientOf(await connect(port, { cookie, origin }));
    expect(await other.hello()).toMatchObject({ version: '0.0.0' });
  });

  test('a client that does not read costs little, and learns from a gap that it missed something', async () => {
    const { port, cookie, origin, core } = await host();
    const { file } = await scriptedProject();
    const sessionId = await core.open(file);
    const thread_id = await core.thread(sessionId);
    const socket = await connect(port, { cookie, origin });
    const events: CoreEvent[] = [];
    clientOf(socket, (batch) => void events.push(...batch));
    socket.pause();
    const title = 'x'.repeat(1_000_000);
    for (let round = 0; round < 60; round += 1) {
      await core.renameThread({ sessionId, thread_id, title: `${round} ${title}` });
      await new Promise(setImmediate);
    }
    const last = core.events.at(-1)?.seq;
    socket.resume();
    await expect.poll(() => events.at(-1)?.seq).toBe(last);
    expect(events.length).toBeLessThan(60);
  });
});

test('a port in use is said in one sentence', async () => {
  const { port, core } = await host();
  await expect(serveBrowser(core.core, { port })).rejects.toMatchObject({
    code: 'portInUse',
    message: `Port ${port} is in use.`,
  });
});
