import { bundle } from './bundle.ts';
import { fromRoot } from './root.ts';

/** Bundles the runner into `dist/runner/main.mjs`, for the Node 18 and later of the person's project. */
export async function buildRunner(): Promise<void> {
  await bundle({
    absWorkingDir: fromRoot(),
    entryPoints: ['core/runner/main.ts'],
    outfile: 'dist/runner/main.mjs',
    bundle: true,
    platform: 'node',
    target: 'node18',
    format: 'esm',
    external: ['tsx', 'tsx/*'],
    sourcemap: true,
    logLevel: 'warning',
  });
}

if (import.meta.main) await buildRunner();
