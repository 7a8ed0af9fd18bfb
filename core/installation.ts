import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

function packageRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json')) || folder === dirname(folder)) return folder;
  return packageRoot(dirname(folder));
}

const root = packageRoot(import.meta.dirname);

/** An absolute path in this package: core is read from its sources and from a bundle in `dist`, which lie at different depths. */
export const inPackage = (...parts: string[]): string => join(root, ...parts);
