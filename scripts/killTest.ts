import { spawnSync } from 'node:child_process';
import { fromRoot } from './root.ts';

/** `npm run test:kill -- [KILLS] [SEED]`: kills runner and core at random points of runs; a seed does the same again. */
const [kills = '200', seed] = process.argv.slice(2);
const args = [
  'run',
  '--project',
  'unit',
  'test/unit/crash',
  'test/unit/checkpointer/crash.test.ts',
];
const { status } = spawnSync(
  process.execPath,
  [fromRoot('node_modules/vitest/vitest.mjs'), ...args],
  {
    cwd: fromRoot(),
    stdio: 'inherit',
    env: { ...process.env, RETROGRAPH_KILLS: kills, ...(seed && { RETROGRAPH_SEED: seed }) },
  },
);
process.exitCode = status ?? 1;
