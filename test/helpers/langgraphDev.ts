import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fromRoot } from '../../scripts/root.ts';

/** Installed together, exactly; `latest` of these is older than what it follows. */
const dependencies = {
  '@langchain/core': '1.2.13',
  '@langchain/langgraph': '1.4.18',
  '@langchain/langgraph-api': '1.5.1',
  '@langchain/langgraph-checkpoint': '1.1.5',
  '@langchain/langgraph-cli': '1.5.1',
  '@langchain/langgraph-sdk': '1.12.4',
  typescript: '5.9.3',
  zod: '4.2.1',
};

/** A LangGraph server of somebody else's, on a free port of this machine. */
export interface DevServer {
  url: string;
  /** Milliseconds from its start until `/ok` answered. */
  startup: number;
  pid: number;
  /** All it has printed. */
  output: () => string;
  /** Ends it and everything it started, at once. */
  close: () => Promise<void>;
}

/**
 * LangGraph's own JavaScript dev server on copies of fixture graphs, each under its file's name. Its packages are
 * installed on demand into `.cache`, in a folder that only gets its name once it is complete.
 */
export async function startLanggraphDev(fixtures: string[]): Promise<DevServer> {
  const project = await mkdtemp(join(await installed(), 'project-'));
  await cp(fromRoot('test/fixtures/graphs'), project, { recursive: true });
  const graphs = Object.fromEntries(fixtures.map((name) => [name, `./${name}.ts:graph`]));
  const config = { node_version: '20', graphs, env: {} };
  await writeFile(join(project, 'langgraph.json'), JSON.stringify(config));
  const cli = join(project, '../node_modules/@langchain/langgraph-cli/dist/cli/cli.mjs');
  const server = await startServer(process.execPath, [cli, 'dev', '--no-browser'], project);
  const close = async () => {
    await server.close();
    await rm(project, { recursive: true, force: true });
  };
  return { ...server, close };
}

/** Starts a dev server that takes `--host` and `--port`, and waits until it answers. */
export async function startServer(
  command: string,
  args: string[],
  cwd: string,
): Promise<DevServer> {
  const port = await freePort();
  const begin = performance.now();
  const child = spawn(command, [...args, '--host', '127.0.0.1', '--port', String(port)], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    env: { ...process.env, LANGSMITH_TRACING: 'false', LANGGRAPH_CLI_NO_ANALYTICS: '1' },
  });
  const url = `http://127.0.0.1:${port}`;
  let printed = '';
  const answered = new Promise<void>((resolve) => {
    let isUp = false;
    // It says something once it listens, so that nobody need ask all the time; and a line of every request, this one too.
    const heard = async (chunk: Buffer) => {
      printed += chunk.toString();
      if (isUp) return;
      const response = await fetch(`${url}/ok`).catch(() => undefined);
      if (!response?.ok) return;
      isUp = true;
      resolve();
    };
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => void heard(chunk));
    }
  });
  const exited = once(child, 'exit');
  const lost = exited.then(([code]) => {
    throw new Error(`The dev server ended with code ${String(code)}:\n${printed}`);
  });
  lost.catch(() => {});
  await Promise.race([answered, lost]);
  return {
    url,
    pid: child.pid ?? 0,
    startup: performance.now() - begin,
    output: () => printed,
    async close() {
      if (child.pid && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
      await exited;
    },
  };
}

async function installed(): Promise<string> {
  const folder = fromRoot('.cache/langgraph-dev-1.5.1');
  const isThere = () => existsSync(join(folder, 'node_modules'));
  if (isThere()) return folder;
  const workshop = `${folder}.${process.pid}`;
  await mkdir(workshop, { recursive: true });
  const manifest = { private: true, type: 'module', dependencies };
  await writeFile(join(workshop, 'package.json'), JSON.stringify(manifest));
  const options = ['--no-audit', '--no-fund', '--loglevel=error', '--legacy-peer-deps'];
  await promisify(execFile)('npm', ['install', ...options], { cwd: workshop });
  await rename(workshop, folder).catch(async (error: unknown) => {
    // Another test file was faster: its install is as good as ours.
    if (!isThere()) throw error;
    await rm(workshop, { recursive: true });
  });
  return folder;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address ? address.port : 0;
}
