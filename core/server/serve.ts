import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { StudioError } from '../protocol/errors.ts';
import { createApp, type AppOptions } from './app.ts';
import type { ServedProject } from './project.ts';

/** A project behind the LangGraph server API. */
export interface ApiServer {
  /** `http://127.0.0.1:2024`. */
  url: string;
  /** Cuts every connection. What clients' runs have left to do, they do without them. */
  close: () => Promise<void>;
}

/** Serves a project on a port of 127.0.0.1 (0: any free one). Resolves when it listens. Throws `apiPortInUse`. */
export async function serveProject(
  project: ServedProject,
  { port, ...options }: AppOptions & { port: number },
): Promise<ApiServer> {
  const { app, leave } = createApp(project, options);
  const answer = getRequestListener(app.fetch);
  const server = createServer((request, response) => void answer(request, response));
  // A stream or a wait ends when its run does, however long a person looks at it.
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'is in use' : `cannot be used (${error.code})`;
      reject(
        new StudioError('apiPortInUse', `Port ${port} for the LangGraph API ${why}.`, {
          cause: error,
        }),
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        leave();
      }),
  };
}
