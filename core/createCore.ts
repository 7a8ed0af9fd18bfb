import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createStandbyPool } from './adapters/local/standbyPool.ts';
import { findNode } from './adapters/project/userNode.ts';
import { browse } from './browse.ts';
import { createCopyThread } from './copyThread.ts';
import { createCredentials } from './credentials.ts';
import { createEventQueue } from './eventQueue.ts';
import { inPackage } from './installation.ts';
import { locateDropped } from './locateDropped.ts';
import { openTarget, type OpenedTarget } from './openTarget.ts';
import type { CoreEvent } from './protocol/events.ts';
import type { AppSnapshot, Requests } from './protocol/requests.ts';
import type { Vault } from './protocol/vault.ts';
import { readOrigins } from './server/origins.ts';
import { createServing } from './serving.ts';
import { createSession, type Session } from './session/session.ts';
import { sessionHandlers } from './sessionHandlers.ts';
import { openStorage } from './storage/openStorage.ts';

const examples = inPackage('examples/langgraph.json');

export interface CoreOptions {
  /** Absolute; made when missing. */
  dataDir: string;
  version: string;
  hostKind: AppSnapshot['host'];
  /** The bundled runner, where it is not in this package's `dist`. */
  runnerEntry?: string;
  /** Seals what is given for servers, so that it outlives core. */
  vault?: Vault;
}

/** The debugger without a face: what a host serves. */
export interface Core {
  handlers: Requests;
  /** Batches, oldest first. Answers with what unsubscribes. */
  onEvent: (listener: (events: CoreEvent[]) => void) => () => void;
  /** Has a runner ready for the first project, for when none is opened at once. */
  warmUp: () => Promise<void>;
  /** Ends every runner, then closes the database. */
  dispose: () => Promise<void>;
}

/** The only place where the parts of core meet. Throws what `openStorage` throws. */
export function createCore(options: CoreOptions): Core {
  const { dataDir, version, hostKind } = options;
  const storage = openStorage(dataDir);
  const events = createEventQueue();
  const pool = createStandbyPool(
    options.runnerEntry ?? inPackage('dist/runner/main.mjs'),
    storage.tapes,
    { attended: false },
  );
  const sessions = new Map<string, Session>();
  const credentials = createCredentials(join(dataDir, 'credentials.json'), options.vault);
  /** How the graphs of a session are reached, by its id. */
  const targets = new Map<string, OpenedTarget>();
  const serving = createServing({ sessions, targets, storage, version });
  storage.onItemsChanged((root, namespaces) => {
    for (const session of sessions.values()) {
      if (session.info().project.root !== root) continue;
      events.emit({ type: 'items', sessionId: session.sessionId, namespaces });
    }
  });
  let lastFolder: string | undefined;

  const startSession = (opened: OpenedTarget): Session => {
    const session = createSession({
      project: opened.info,
      projectKey: opened.projectKey,
      storage,
      emit: events.emit,
      adapter: opened.adapter(),
    });
    sessions.set(session.sessionId, session);
    targets.set(session.sessionId, opened);
    void session.open();
    return session;
  };

  const handlers: Requests = {
    ...sessionHandlers(sessions),

    hello: async () => {
      // A window: without one, as while a project is only served, a spare would be nothing but memory.
      pool.attend();
      return {
        seq: events.seq(),
        version,
        host: hostKind,
        dataDir,
        sessions: [...sessions.values()].map((session) => session.info()),
        recents: storage.settings.recents(),
        settings: storage.settings.get(),
        ...(existsSync(examples) && { examples }),
        ...(options.vault && { keepsKeys: true }),
      };
    },

    async updateSettings(changes) {
      if (changes.nodePath) await findNode(changes.nodePath);
      const { allowedOrigins } = changes;
      return storage.settings.update({
        ...changes,
        ...(allowedOrigins && { allowedOrigins: readOrigins(allowedOrigins) }),
      });
    },

    getStorage: async () => storage.maintenance.info(),
    checkDatabase: () => storage.maintenance.check(),
    backUpDatabase: ({ path }) => storage.maintenance.backUp(path),

    async browse({ path }) {
      const recent = storage.settings.recents()[0];
      const listing = await browse(path ?? lastFolder ?? folderOf(recent?.target) ?? process.cwd());
      lastFolder = listing.path;
      return listing;
    },

    locateDropped: async (file) => {
      const recents = storage.settings.recents().map(({ target }) => folderOf(target));
      const roots = [...recents, process.cwd()].filter((root) => root !== undefined);
      return locateDropped(file, roots);
    },

    async openProject({ target, access }) {
      const opened = await openTarget(target, { storage, pool, credentials }, access);
      const { info } = opened;
      const recents = storage.settings.addRecent({
        target: info.target,
        name: info.name,
        openedAt: new Date().toISOString(),
      });
      events.emit({ type: 'recents', recents });
      const open = [...sessions.values()].find((one) => one.info().project.target === info.target);
      if (!access) return (open ?? startSession(opened)).info();
      if (open) await handlers.closeProject({ sessionId: open.sessionId });
      const session = startSession(opened);
      await credentials.keep(info.target, access);
      return session.info();
    },

    copyThread: createCopyThread({ sessions, targets, storage, emit: events.emit }),
    ...serving.handlers,

    async closeProject({ sessionId }) {
      const session = sessions.get(sessionId);
      if (!session) return;
      await serving.handlers.stopServing({ sessionId });
      await session.close();
      sessions.delete(sessionId);
      targets.delete(sessionId);
      events.emit({ type: 'sessionClosed', sessionId });
    },
  };

  return {
    handlers,
    onEvent: events.onEvent,
    async warmUp() {
      const node = await findNode(storage.settings.get().nodePath);
      if (sessions.size === 0) pool.keepGeneric(node.path, dataDir);
    },
    async dispose() {
      await serving.dispose();
      await Promise.all([...sessions.values()].map((session) => session.close()));
      await pool.dispose();
      storage.close();
    },
  };
}

/** The folder of a target `PATH[:EXPORT]`, if it still exists. */
function folderOf(target?: string): string | undefined {
  if (target === undefined) return undefined;
  const folder = dirname(target);
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? folder : undefined;
}
