import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createServerClient } from '../../core/adapters/server/serverClient.ts';

/** A server that hangs up on the first request of each path, as one does that was busy for too long. */
async function rudeServer() {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { url = '', socket } = request;
    const isFirst = !asked.includes(url);
    asked.push(url);
    if (isFirst) socket.destroy();
    else response.setHeader('content-type', 'application/json').end('[]');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { asked, client: createServerClient({ url: `http://127.0.0.1:${port}` }) };
}

test('what only reads is asked again when the connection was closed', async () => {
  const { asked, client } = await rudeServer();
  expect(await client.threads.search()).toEqual([]);
  expect(await client.runs.list('t')).toEqual([]);
  expect(asked.filter((path) => path === '/threads/search')).toHaveLength(2);
});

test('what changes something is sent once', async () => {
  const { asked, client } = await rudeServer();
  await expect(client.threads.create()).rejects.toThrow();
  await expect(client.runs.create('t', 'graph')).rejects.toThrow();
  expect(asked).toEqual(['/threads', '/threads/t/runs']);
});
