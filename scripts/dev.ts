import { spawn } from 'node:child_process';
import { build as viteBuild } from 'vite';
import { buildRunner } from './buildRunner.ts';
import { withoutNpm } from './environment.ts';
import { fromRoot } from './root.ts';

/**
 * The app while it is being written: the renderer is rebuilt when saved (reload the page), core restarts
 * when saved. It is the built renderer and not vite's server, so that origin, cookie and policy are the real ones.
 */
await buildRunner();
await viteBuild({
  configFile: fromRoot('vite.config.ts'),
  logLevel: 'warn',
  build: { watch: {}, minify: false, sourcemap: true },
});
const core = spawn(
  process.execPath,
  ['--watch', fromRoot('core/cli.ts'), '--browser', ...process.argv.slice(2)],
  {
    cwd: process.env.INIT_CWD ?? process.cwd(),
    env: withoutNpm(process.env),
    stdio: 'inherit',
  },
);
core.on('exit', (code) => process.exit(code ?? 1));
