import { readdir } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import { isDatabaseFile } from './databaseTarget.ts';
import { StudioError } from './protocol/errors.ts';
import type { DirectoryEntry, DirectoryListing } from './protocol/places.ts';

const modules = new Set(['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx']);
const order: DirectoryEntry['kind'][] = ['folder', 'config', 'module', 'database', 'file'];

/**
 * What is in a folder: folders first, then what can be opened. Hidden entries and node_modules are left out.
 * Throws `noSuchFile` for what is no folder one may read.
 */
export async function browse(path: string): Promise<DirectoryListing> {
  const folder = resolve(path);
  const found = await readdir(folder, { withFileTypes: true }).catch(
    (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'ENOENT' ? 'does not exist' : 'cannot be read';
      throw new StudioError('noSuchFile', `The folder ${folder} ${why}.`, { cause });
    },
  );
  const entries = found
    .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
    .map((entry) => ({
      name: entry.name,
      path: join(folder, entry.name),
      kind: entry.isDirectory() ? ('folder' as const) : kindOfFile(entry.name),
    }))
    .sort(
      (one, other) =>
        order.indexOf(one.kind) - order.indexOf(other.kind) ||
        one.name.localeCompare(other.name, 'en', { numeric: true }),
    );
  const parent = dirname(folder);
  return { path: folder, ...(parent !== folder && { parent }), entries };
}

function kindOfFile(name: string): DirectoryEntry['kind'] {
  if (name === 'langgraph.json') return 'config';
  if (isDatabaseFile(name)) return 'database';
  return modules.has(extname(name)) && !name.endsWith('.d.ts') ? 'module' : 'file';
}
