import type { Adapter } from './adapters/adapter.ts';
import { createDatabaseAdapter } from './adapters/databaseAdapter.ts';
import type { StandbyPool } from './adapters/local/standbyPool.ts';
import { createLocalAdapter } from './adapters/localAdapter.ts';
import { resolveProject, type Project } from './adapters/project/resolveProject.ts';
import { freePort } from './adapters/python/devServer.ts';
import { readPythonProject } from './adapters/python/pythonProject.ts';
import { createPythonAdapter } from './adapters/pythonAdapter.ts';
import { readServerTarget } from './adapters/server/serverTarget.ts';
import { createServerAdapter } from './adapters/serverAdapter.ts';
import { databaseProject, isDatabase } from './databaseTarget.ts';
import { createDatabaseHistory } from './foreign/databaseHistory.ts';
import { openDatabase } from './foreign/openDatabase.ts';
import type { CheckpointReader } from './foreign/reader.ts';
import type { ProjectInfo } from './protocol/model.ts';
import type { ServerCredentials } from './protocol/requests.ts';
import type { Storage } from './storage/storage.ts';

/** What a target names, and how its graphs are reached. */
export interface OpenedTarget {
  info: ProjectInfo;
  /** What the memories of its graphs are stored under. */
  projectKey: string;
  /** Made once it is known that the target is not open already. */
  adapter: () => Adapter;
  /** Of a database: reads it, for whoever closes it again. */
  database?: () => Promise<CheckpointReader>;
}

export interface TargetParts {
  storage: Storage;
  pool: StandbyPool;
}

/**
 * The only place that knows the kinds of targets: a server's URL, a checkpoint database, a Python project, a
 * JavaScript one. Throws what the
 * kind's own reader throws.
 */
export async function openTarget(
  target: string,
  parts: TargetParts,
  access?: ServerCredentials,
): Promise<OpenedTarget> {
  const server = readServerTarget(target, access);
  if (server) {
    const { info, access } = server;
    return { info, projectKey: info.target, adapter: () => createServerAdapter({ access }) };
  }
  if (isDatabase(target)) return database(target, parts.storage.path);
  const python = readPythonProject(target);
  if (python) {
    const { info } = python;
    const port = await freePort();
    const adapter = () => createPythonAdapter({ target: info.target, port });
    return { info, projectKey: info.target, adapter };
  }
  const project = resolveProject(target);
  return { ...local(project, parts), info: project.info };
}

/** Opened once at once, so that what is no database is refused where it was asked for. */
async function database(target: string, own: string): Promise<OpenedTarget> {
  const { info, open } = databaseProject(target, own);
  const reader = () => openDatabase(open);
  await (await reader()).close();
  const adapter = () =>
    createDatabaseAdapter(info.target, async () => {
      const opened = await reader();
      const { version, close } = opened;
      return { history: createDatabaseHistory(opened), version, close };
    });
  return { info, projectKey: info.target, adapter, database: reader };
}

function local(project: Project, { storage, pool }: TargetParts): Omit<OpenedTarget, 'info'> {
  const projectKey = keyOf(project);
  const adapter = () =>
    createLocalAdapter({
      target: project.info.target,
      nodeSetting: () => storage.settings.get().nodePath,
      pool,
      history: storage.history(projectKey),
      ledger: storage.ledger(projectKey),
      openStore: storage.checkpoints.observed,
      items: storage.items(project.info.root),
    });
  return { projectKey, adapter };
}

/** Graphs of modules opened directly are named after exports, which say nothing without their file. */
function keyOf({ info, graphs }: Project): string {
  const [only] = graphs;
  return only && info.target.startsWith(only.file) ? only.file : info.root;
}
