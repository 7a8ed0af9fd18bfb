import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

const MAX_DEPTH = 8;
const MAX_FOLDERS = 3_000;

/**
 * Finds a file by its name and whole text below `roots`, nearest first: a browser tells a dropped file's
 * content but not its path. Bounded, and blind to hidden folders and node_modules; null = not found.
 */
export async function locateDropped(
  file: { name: string; text: string },
  roots: string[],
): Promise<string | null> {
  const size = Buffer.byteLength(file.text);
  const isIt = async (path: string) =>
    (await stat(path)).size === size && (await readFile(path, 'utf8')) === file.text;

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
        } else if (entry.name === file.name && (await isIt(path).catch(() => false))) {
          return path;
        }
      }
    }
    level = deeper;
  }
  return null;
}
