import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import type { Core } from '../createCore.ts';
import { StudioError } from '../protocol/errors.ts';
import { createGate } from './gate.ts';
import { createRendererApp } from './rendererApp.ts';
import { createSocketServer } from './serveSocket.ts';

export interface BrowserHostOptions {
  /** Absent = any free one. */
  port?: number;
  /** The built renderer, where it is not in this repository's `dist`. */
  rendererDir?: string;
}

/** Core in a browser: the interface and its WebSocket on one port of 127.0.0.1. */
export interface BrowserHost {
  port: number;
  /** With the token; good for any number of windows. */
  url: string;
  close: () => Promise<void>;
}

/** Resolves when it listens. Throws `portInUse`. */
export async function serveBrowser(
  core: Pick<Core, 'handlers' | 'onEvent'>,
  {
    port: wanted = 0,
    rendererDir = join(import.meta.dirname, '../../dist/renderer'),
  }: BrowserHostOptions,
): Promise<BrowserHost> {
  const server = createServer();
  const port = await listen(server, wanted);
  const gate = createGate(port);
  const sockets = createSocketServer(core, gate);
  const app = createRendererApp(gate, port, rendererDir);
  const answer = getRequestListener((request, env) => app.fetch(request, env));
  server.on('request', (request, response) => void answer(request, response));
  server.on('upgrade', sockets.upgrade);

  return {
    port,
    url: `http://127.0.0.1:${port}/?token=${gate.token}`,
    close: () =>
      new Promise((resolve) => {
        sockets.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The port is known only once it is taken, and the gate needs it: nothing is answered before. */
function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE'
          ? 'is in use'
          : `cannot be used (${error.code ?? error.message})`;
      reject(new StudioError('portInUse', `Port ${port} ${why}.`, { cause: error }));
    });
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
