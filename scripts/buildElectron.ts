import { bundle, requireInModule } from './bundle.ts';
import { fromRoot } from './root.ts';

/**
 * Bundles the desktop shell, with core in it. Native and spawned packages stay outside; the preload
 * script is CommonJS because Electron's sandbox loads no ES modules.
 */
export async function buildElectron(): Promise<void> {
  const common = {
    absWorkingDir: fromRoot(),
    bundle: true,
    platform: 'node',
    target: 'node24',
    sourcemap: true,
    logLevel: 'warning',
  } as const;
  await bundle({
    ...common,
    entryPoints: ['electron/preload.ts'],
    outfile: 'dist/electron/preload.cjs',
    format: 'cjs',
    external: ['electron'],
  });
  await bundle({
    ...common,
    entryPoints: ['electron/main.ts'],
    outfile: 'dist/electron/main.mjs',
    format: 'esm',
    external: ['electron', 'better-sqlite3', 'tsx', 'esbuild'],
    banner: { js: requireInModule },
  });
}

if (import.meta.main) await buildElectron();
