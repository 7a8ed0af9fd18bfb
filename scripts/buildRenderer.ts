import { build } from 'vite';
import { fromRoot } from './root.ts';

/** Bundles the renderer into `dist/renderer`, Monaco's and the layout's workers beside it. */
export async function buildRenderer(): Promise<void> {
  await build({ configFile: fromRoot('vite.config.ts'), logLevel: 'warn' });
}

if (import.meta.main) await buildRenderer();
