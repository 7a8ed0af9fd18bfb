import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Sqlite from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { fromRoot } from '../../../scripts/root.ts';
import { dataDir } from '../../helpers/dataDir.ts';

/** `npm run test:kill -- KILLS SEED` for a thorough run, or to see one again. */
const KILLS = Number(process.env['RETROGRAPH_KILLS'] ?? 4);
const SEED = Number(process.env['RETROGRAPH_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

interface Line {
  runner?: number;
  thread?: string;
  checkpoint?: string;
  stored?: { tasks: string[]; checkpoints: string[] };
  history?: unknown[];
}

/** Numbers from 0 to below 1 that are the same for the same seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function startCore(dir: string, effects: string, thread?: string): ChildProcess {
  const args = [
    '--disable-warning=ExperimentalWarning',
    fromRoot('test/unit/crash/killedCore.ts'),
    dir,
    `${fromRoot('test/fixtures/graphs/killed.ts')}:graph`,
    ...(thread ? [thread] : []),
  ];
  return spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, RETROGRAPH_EFFECTS: effects },
  });
}

async function* linesOf(child: ChildProcess): AsyncGenerator<Line> {
  if (!child.stdout) return;
  for await (const line of createInterface({ input: child.stdout })) {
    // The last one may be cut in two by the kill.
    if (line.endsWith('}')) yield JSON.parse(line) as Line;
  }
}

const lives = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const kill = (pid?: number) => {
  if (pid !== undefined && lives(pid)) process.kill(pid, 'SIGKILL');
};

/** What a thread that nobody disturbed holds. */
async function uninterrupted(): Promise<unknown[]> {
  const dir = dataDir();
  const child = startCore(dir, join(dir, 'effects'));
  for await (const { history } of linesOf(child)) {
    if (!history) continue;
    child.kill();
    return history;
  }
  throw new Error('Core ended before its run did.');
}

/** What one thread is known to have on disk, and what its tasks did. */
function createWitness(effects: string) {
  let acknowledged = new Set<string>();
  let finished = new Set<string>();
  let read = 0;

  /** A task that was finished must not have run since. */
  const look = () => {
    const lines = readFileSync(effects, 'utf8').split('\n').slice(0, -1);
    const again = lines.slice(read).filter((line) => finished.has(line.split(' ')[0] ?? ''));
    expect(again, `seed ${SEED}: finished tasks that ran again`).toEqual([]);
    read = lines.length;
  };

  return {
    look,
    acknowledge: (id: string) => acknowledged.add(id),
    stored({ tasks, checkpoints }: NonNullable<Line['stored']>) {
      look();
      const lost = [...acknowledged].filter((id) => !checkpoints.includes(id));
      expect(lost, `seed ${SEED}: acknowledged checkpoints that are lost`).toEqual([]);
      const gone = [...finished].filter((id) => !tasks.includes(id));
      expect(gone, `seed ${SEED}: finished tasks that are lost`).toEqual([]);
      finished = new Set(tasks);
    },
    forget() {
      acknowledged = new Set();
      finished = new Set();
    },
  };
}

test(
  `kill -9 ${KILLS} times of the runner, of core and of both (seed ${SEED})`,
  async () => {
    console.log(`Seed ${SEED}: npm run test:kill -- ${KILLS} ${SEED} does the same again.`);
    const expected = await uninterrupted();
    const dir = dataDir();
    const effects = join(dir, 'effects');
    writeFileSync(effects, '');
    const witness = createWitness(effects);
    const next = random(SEED);
    const choose = (below: number) => Math.floor(next() * below);
    let kills = 0;
    let thread: string | undefined;
    let compared = 0;

    while (kills < KILLS || compared === 0) {
      const child = startCore(dir, effects, thread);
      onTestFinished(() => kill(child.pid));
      let runner: number | undefined;
      let left = 1 + choose(60);
      for await (const line of linesOf(child)) {
        runner = line.runner ?? runner;
        if (line.thread !== undefined && line.thread !== thread) {
          thread = line.thread;
          witness.forget();
        }
        if (line.checkpoint !== undefined) witness.acknowledge(line.checkpoint);
        if (line.stored) witness.stored(line.stored);
        if (line.history) {
          witness.look();
          expect(line.history, `seed ${SEED}`).toEqual(expected);
          compared += 1;
          if (kills >= KILLS) break;
        }
        left -= 1;
        if (left > 0 || kills >= KILLS) continue;
        kills += 1;
        left = 1 + choose(60);
        const who = ['runner', 'runner', 'core', 'both'][choose(4)];
        if (who !== 'core') kill(runner);
        if (who !== 'runner') kill(child.pid);
      }
      kill(child.pid);
      const orphan = runner;
      if (orphan !== undefined) {
        await expect.poll(() => lives(orphan), { timeout: 20_000 }).toBe(false);
      }
    }

    const sqlite = new Sqlite(join(dir, 'retrograph.db'), { readonly: true });
    expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
    sqlite.close();
    console.log(`${kills} kills, ${compared} threads compared with an uninterrupted run.`);
  },
  60_000 + KILLS * 20_000,
);
