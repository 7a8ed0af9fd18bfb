import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Core } from '../createCore.ts';
import { StudioError } from '../protocol/errors.ts';
import { inPackage } from '../installation.ts';
import { createGate } from './gate.ts';
import { createRendererApp } from './rendererApp.ts';
import { createSocketServer } from './serveSocket.ts';

/** The same at every start, so that a browser keeps what it has of the interface: its compiled files, its panels' sizes. */
const USUAL_PORT = 5874;

export interface BrowserHostOptions {
  /** Absent = `USUAL_PORT`, or any free one where that is taken. */
  port?: number;
  /** The built renderer, where it is not in this package's `dist`. */
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
  { port: wanted, rendererDir = inPackage('dist/renderer') }: BrowserHostOptions,
): Promise<BrowserHost> {
  const server = createServer();
  const port =
    wanted === undefined
      ? await listen(server, USUAL_PORT).catch(() => listen(server, 0))
      : await listen(server, wanted);
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
    const refused = (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE'
          ? 'is in use'
          : `cannot be used (${error.code ?? error.message})`;
      reject(new StudioError('portInUse', `Port ${port} ${why}.`, { cause: error }));
    };
    server.once('error', refused);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', refused);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
