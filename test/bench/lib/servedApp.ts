import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fromRoot } from '../../../scripts/root.ts';

/**
 * The app as a person starts it to serve a project, over a data directory of its own. This Node runs the graph, as it runs
 * what ours is measured beside: between 20 and 24 alone lies a factor of two.
 */
export async function startServedApp(target: string) {
  const dataDir = mkdtempSync(join(tmpdir(), 'retrograph-bench-'));
  const bin = join(dataDir, 'bin');
  mkdirSync(bin);
  symlinkSync(process.execPath, join(bin, 'node'));
  const args = ['--browser', '--no-open', '--data-dir', dataDir, '--serve=0', target];
  const child = spawn(process.execPath, [fromRoot('dist/core/cli.mjs'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` },
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const api = /^LangGraph API: (\S+)$/.exec(line)?.[1];
      if (api) resolve(api);
    });
    child.once('exit', (code) => reject(new Error(`The app ended with code ${code}.`)));
  });
  return {
    url,
    pid: child.pid ?? 0,
    async close() {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Megabytes that a process and all it started have in memory. */
export function megabytesOf(pid: number): number {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,rss='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const sum = (of: number): number =>
    rows
      .filter(([, parent]) => parent === of)
      .reduce((all, [child = 0]) => all + sum(child), rows.find(([id]) => id === of)?.[2] ?? 0);
  return Math.round(sum(pid) / 1024);
}
