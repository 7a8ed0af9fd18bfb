import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fromRoot } from '../../../scripts/root.ts';

/** Installed together, exactly; `latest` of these is older than what it follows. */
const dependencies = {
  '@langchain/core': '1.2.13',
  '@langchain/langgraph': '1.4.18',
  '@langchain/langgraph-api': '1.5.1',
  '@langchain/langgraph-checkpoint': '1.1.5',
  '@langchain/langgraph-cli': '1.5.1',
  '@langchain/langgraph-sdk': '1.12.4',
  typescript: '5.9.3',
};

/** Milliseconds from the start of LangGraph's own dev server until `/ok` answers, `runs` times. Installed on demand into `.cache`. */
export async function timeToReady(runs: number): Promise<number[]> {
  const project = install();
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) times.push(await startOnce(project));
  return times;
}

function install(): string {
  const project = fromRoot('.cache/langgraph-dev');
  if (existsSync(join(project, 'node_modules/@langchain/langgraph-cli'))) return project;
  mkdirSync(project, { recursive: true });
  const manifest = { private: true, type: 'module', dependencies };
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest));
  writeFileSync(
    join(project, 'langgraph.json'),
    JSON.stringify({ node_version: '20', graphs: { linear: './linear.ts:graph' }, env: {} }),
  );
  const options = ['--no-audit', '--no-fund', '--loglevel=error', '--legacy-peer-deps'];
  execFileSync('npm', ['install', ...options], { cwd: project, stdio: 'inherit' });
  for (const file of ['linear.ts', 'log.ts']) {
    execFileSync('cp', [fromRoot('test/fixtures/graphs', file), join(project, file)]);
  }
  return project;
}

async function startOnce(project: string): Promise<number> {
  const port = await freePort();
  const cli = join(project, 'node_modules/@langchain/langgraph-cli/dist/cli/cli.mjs');
  const begin = performance.now();
  const args = [cli, 'dev', '--port', String(port), '--no-browser'];
  const child = spawn(process.execPath, args, { cwd: project, stdio: 'ignore', detached: true });
  const exited = once(child, 'exit');
  const lost = exited.then(([code]) => {
    throw new Error(`langgraph dev ended with code ${String(code)}.`);
  });
  await Promise.race([answers(`http://localhost:${port}/ok`), lost]);
  const time = performance.now() - begin;
  lost.catch(() => {});
  if (child.pid) process.kill(-child.pid, 'SIGKILL');
  await exited;
  return time;
}

async function answers(url: string): Promise<void> {
  for (;;) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address ? address.port : 0;
}
