import { bundle } from './bundle.ts';
import { fromRoot } from './root.ts';

/** Bundles `retrograph/checkpointer` for other programs, which bring their own LangGraph. */
export async function buildCheckpointer(): Promise<void> {
  await bundle({
    absWorkingDir: fromRoot(),
    entryPoints: ['core/checkpointer/published.ts'],
    outfile: 'dist/checkpointer/checkpointer.mjs',
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    external: ['@langchain/*', 'better-sqlite3'],
    sourcemap: true,
    logLevel: 'warning',
  });
}

if (import.meta.main) await buildCheckpointer();
