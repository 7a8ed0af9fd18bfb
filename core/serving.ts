import type { OpenedTarget } from './openTarget.ts';
import { API_PORT } from './protocol/port.ts';
import { StudioError } from './protocol/errors.ts';
import type { Requests } from './protocol/requests.ts';
import type { ApiServer } from './server/serve.ts';
import type { Session } from './session/session.ts';
import type { Storage } from './storage/storage.ts';

export interface ServingParts {
  sessions: ReadonlyMap<string, Session>;
  targets: ReadonlyMap<string, OpenedTarget>;
  storage: Storage;
  version: string;
}

/** Which sessions are served under the LangGraph API: one server each. */
export function createServing({ sessions, targets, storage, version }: ServingParts) {
  const servers = new Map<string, ApiServer>();
  const gone = () => new StudioError('unknownSession', 'The project is not open any more.');

  const handlers: Pick<Requests, 'serveProject' | 'stopServing'> = {
    async serveProject({ sessionId, port = API_PORT }) {
      const session = sessions.get(sessionId);
      if (!session) throw gone();
      const open = servers.get(sessionId);
      if (open) return { api: open.url };
      const { capabilities, limits, project } = session.info();
      if (!capabilities.serve) {
        throw new StudioError('notSupported', limits.serve ?? 'The project cannot be served.');
      }
      const config = targets.get(sessionId)?.apiConfig?.();
      // Loaded when it is wanted: a cold start does not wait for it.
      const { serveProject } = await import('./server/serve.ts');
      const server = await serveProject(
        {
          session,
          threads: storage.threads(session.key),
          states: storage.states,
          served: storage.served(session.key),
          items: storage.items(project.root),
          ...(config && { config }),
        },
        { port, version, allowedOrigins: () => storage.settings.get().allowedOrigins },
      );
      if (!sessions.has(sessionId)) {
        await server.close();
        throw gone();
      }
      servers.set(sessionId, server);
      session.served(server.url);
      return { api: server.url };
    },

    async stopServing({ sessionId }) {
      await servers.get(sessionId)?.close();
      servers.delete(sessionId);
      sessions.get(sessionId)?.served(undefined);
    },
  };

  return {
    handlers,
    async dispose() {
      await Promise.all([...servers.values()].map((server) => server.close()));
    },
  };
}
