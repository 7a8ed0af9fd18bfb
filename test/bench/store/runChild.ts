import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fromRoot } from '../../../scripts/root.ts';

export interface Figures {
  ms: number;
  /** Of the same run without a saver. */
  alone: number;
  rss: number;
  bytes?: number;
  page?: number;
  /** The first in its process. */
  first?: number;
  history?: number;
  moment?: number;
}

/** One measurement in a process of its own. */
export function child(...args: (string | number)[]): Figures & { compared?: number } {
  const script = fromRoot('test/bench/store/child.ts');
  const flags = [
    '--expose-gc',
    '--max-old-space-size=8192',
    '--disable-warning=ExperimentalWarning',
  ];
  const given = args.map(String);
  // What the one before left to be written, or freed, is not to be done while this one is measured.
  spawnSync('sync');
  const { stdout, stderr, status } = spawnSync(process.execPath, [...flags, script, ...given], {
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  if (status !== 0) throw new Error(`${given.join(' ')}: ${stderr.slice(-4000)}`);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Figures;
}

/** A database with what lies beside it. */
export const remove = (path: string) => {
  for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true });
};
