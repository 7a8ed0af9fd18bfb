import { bundle, requireInModule } from './bundle.ts';
import { fromRoot } from './root.ts';

/** Bundles core into `dist/core/cli.mjs`, the program that starts, and a chunk for each part that is loaded when it is wanted. */
export async function buildCore(): Promise<void> {
  await bundle({
    absWorkingDir: fromRoot(),
    entryPoints: ['core/cli.ts'],
    outdir: 'dist/core',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    external: ['better-sqlite3'],
    banner: { js: requireInModule },
    sourcemap: true,
    logLevel: 'warning',
  });
}

if (import.meta.main) await buildCore();
