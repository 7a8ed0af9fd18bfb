import { spawn } from 'node:child_process';
import { buildStale } from './build.ts';
import { withoutNpm } from './environment.ts';
import { fromRoot } from './root.ts';

/**
 * `npm start -- …` is `retrograph …` with everything built, and the examples where no path is given.
 * npm changes into our folder first: relative paths mean the one it was started in.
 */
const byNpm = process.env.npm_package_json === fromRoot('package.json');

await buildStale();
const core = spawn(process.execPath, [fromRoot('dist/core/cli.mjs'), ...process.argv.slice(2)], {
  cwd: byNpm ? process.env.INIT_CWD : process.cwd(),
  env: {
    ...withoutNpm(process.env),
    ...(byNpm && { RETROGRAPH_DEFAULT_TARGET: fromRoot('examples/langgraph.json') }),
  },
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => core.kill(signal));
}
// A signal to npm ends npm's shell but never reaches us: without it nobody is left to stop the app.
const npm = process.ppid;
setInterval(() => {
  if (process.ppid !== npm) core.kill('SIGTERM');
}, 500).unref();

core.on('exit', (code, signal) => {
  process.exitCode = signal ? 1 : (code ?? 1);
});
