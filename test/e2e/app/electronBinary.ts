import { existsSync, readFileSync } from 'node:fs';
import { fromRoot } from '../../../scripts/root.ts';

/** Absolute path of Electron's binary, which the package fetches on first start; null where it has not. */
export function electronBinary(): string | null {
  const note = fromRoot('node_modules/electron/path.txt');
  if (!existsSync(note)) return null;
  const binary = fromRoot('node_modules/electron/dist', readFileSync(note, 'utf8'));
  return existsSync(binary) ? binary : null;
}
