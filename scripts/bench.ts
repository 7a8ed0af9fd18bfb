import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { buildStale } from './build.ts';
import { fromRoot } from './root.ts';

/** Runs `test/bench/*.bench.ts` one after the other, all or those whose names hold one of the arguments. */
await buildStale();
const wanted = process.argv.slice(2);
const benches = globSync('test/bench/*.bench.ts', { cwd: fromRoot() })
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .sort();
if (benches.length === 0) throw new Error(`No benchmark named like ${wanted.join(', ')}.`);

for (const file of benches) {
  process.stdout.write(`\n${file}\n`);
  const { status } = spawnSync(process.execPath, ['--expose-gc', fromRoot(file)], {
    cwd: fromRoot(),
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
