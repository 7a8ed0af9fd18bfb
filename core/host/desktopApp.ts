import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { inPackage } from '../installation.ts';

/**
 * Absolute path of Electron's binary, if it was downloaded. Requiring `electron` would try to download it,
 * so its `path.txt` is read as its own index does.
 */
export function findElectron(): string | undefined {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
    const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
    const name = readFileSync(join(folder, 'path.txt'), 'utf8').trim();
    const binary = join(override ?? join(folder, 'dist'), name);
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}

/** Runs the desktop app until it is closed. Resolves with its exit code. */
export function runDesktop(binary: string, args: string[]): Promise<number> {
  const app = inPackage('dist/electron/main.mjs');
  const child = spawn(binary, [app, ...args], { stdio: 'inherit' });
  const forward = (signal: NodeJS.Signals) => child.kill(signal);
  process.on('SIGINT', forward).on('SIGTERM', forward);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
