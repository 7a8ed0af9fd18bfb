import { spawn } from 'node:child_process';
import { buildStale } from './build.ts';
import { withoutNpm } from './environment.ts';
import { fromRoot } from './root.ts';

/** `npm start -- …` is `retrograph …`, with everything built; relative paths mean the folder npm was started in. */
await buildStale();
const core = spawn(process.execPath, [fromRoot('core/cli.ts'), ...process.argv.slice(2)], {
  cwd: process.env.INIT_CWD ?? process.cwd(),
  env: withoutNpm(process.env),
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => core.kill(signal));
}
core.on('exit', (code, signal) => {
  process.exitCode = signal ? 1 : (code ?? 1);
});
