import { createHash } from 'node:crypto';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DIGESTED, type DroppedFile } from './protocol/droppedFile.ts';

const MAX_DEPTH = 8;
const MAX_FOLDERS = 3_000;

/**
 * Finds a file by its name and content below `roots`, nearest first: a browser tells what a dropped file holds but not
 * where it lies. Bounded, and blind to hidden folders and node_modules; null = not found.
 */
export async function locateDropped(file: DroppedFile, roots: string[]): Promise<string | null> {
  const seen = new Set<string>();
  let level = roots;
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0; depth += 1) {
    const deeper: string[] = [];
    for (const folder of level) {
      if (seen.has(folder)) continue;
      if (seen.size >= MAX_FOLDERS) return null;
      seen.add(folder);
      // A folder or file that may not be read holds nothing a person dropped.
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
      for (const entry of entries) {
        const path = join(folder, entry.name);
        if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules') {
          deeper.push(path);
        } else if (entry.name === file.name && (await isIt(path, file).catch(() => false))) {
          return path;
        }
      }
    }
    level = deeper;
  }
  return null;
}

async function isIt(path: string, { size, digest }: DroppedFile): Promise<boolean> {
  if ((await stat(path)).size !== size) return false;
  const handle = await open(path);
  try {
    const bytes = Buffer.alloc(Math.min(size, DIGESTED));
    await handle.read(bytes, 0, bytes.length, 0);
    return createHash('sha256').update(bytes).digest('hex') === digest;
  } finally {
    await handle.close();
  }
}
