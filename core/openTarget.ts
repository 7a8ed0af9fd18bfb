import type { Adapter } from './adapters/adapter.ts';
import type { StandbyPool } from './adapters/local/standbyPool.ts';
import { createLocalAdapter } from './adapters/localAdapter.ts';
import { apiConfigOf, resolveProject, type Project } from './adapters/project/resolveProject.ts';
import { readPythonProject, type PythonProject } from './adapters/python/pythonProject.ts';
import { readServerTarget, type ServerTarget } from './adapters/server/serverTarget.ts';
import type { Credentials } from './credentials.ts';
import { databaseProject, isDatabase } from './databaseTarget.ts';
import type { CheckpointReader } from './foreign/reader.ts';
import type { ApiConfig } from './protocol/apiConfig.ts';
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
  /** Of a local project: what a langgraph.json says now of serving it. */
  apiConfig?: () => ApiConfig | undefined;
  /** Of a database: reads it, for whoever closes it again. */
  database?: () => Promise<CheckpointReader>;
}

export interface TargetParts {
  storage: Storage;
  pool: StandbyPool;
  credentials: Pick<Credentials, 'of'>;
}

/**
 * The only place that knows the kinds of targets: a server's URL, a checkpoint database, a Python project, a
 * JavaScript one. What reaches one of them is loaded when it is wanted: a start does not wait for the others.
 * Throws what the kind's own reader throws.
 */
export async function openTarget(
  target: string,
  parts: TargetParts,
  access?: ServerCredentials,
): Promise<OpenedTarget> {
  const url = readServerTarget(target);
  if (url) return server(url, access ?? (await parts.credentials.of(url.info.target)));
  if (isDatabase(target)) return database(target, parts.storage.path);
  const project = readPythonProject(target);
  if (project) return python(project);
  return local(resolveProject(target), parts);
}

async function server(
  { info, url }: ServerTarget,
  given: ServerCredentials = {},
): Promise<OpenedTarget> {
  const access = { ...given, url };
  const { createServerAdapter } = await import('./adapters/serverAdapter.ts');
  return { info, projectKey: info.target, adapter: () => createServerAdapter({ access }) };
}

async function python({ info }: PythonProject): Promise<OpenedTarget> {
  const { createPythonAdapter } = await import('./adapters/pythonAdapter.ts');
  const { freePort } = await import('./adapters/python/devServer.ts');
  const port = await freePort();
  const adapter = () => createPythonAdapter({ target: info.target, port });
  return { info, projectKey: info.target, adapter };
}

/** Opened once at once, so that what is no database is refused where it was asked for. */
async function database(target: string, own: string): Promise<OpenedTarget> {
  const { info, open } = databaseProject(target, own);
  const { openDatabase } = await import('./foreign/openDatabase.ts');
  const { createDatabaseAdapter } = await import('./adapters/databaseAdapter.ts');
  const { createDatabaseHistory } = await import('./foreign/databaseHistory.ts');
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

function local(project: Project, { storage, pool }: TargetParts): OpenedTarget {
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
  const apiConfig = () => apiConfigOf(resolveProject(project.info.target));
  return { info: project.info, projectKey, adapter, apiConfig };
}

/** Graphs of modules opened directly are named after exports, which say nothing without their file. */
function keyOf({ info, graphs }: Project): string {
  const [only] = graphs;
  return only && info.target.startsWith(only.file) ? only.file : info.root;
}
