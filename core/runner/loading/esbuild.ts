import { createRequire } from 'node:module';
import path from 'node:path';
import type { Position } from './stackFrames.ts';

/** esbuild comes with tsx, and is the very one that tsx calls. */
interface Esbuild {
  build: (options: object) => Promise<unknown>;
  transformSync: (text: string, options: object) => unknown;
}

interface BuildFailure {
  errors?: { text: string; location: { file: string; line: number; column: number } | null }[];
}

function esbuildOfTsx(): Esbuild {
  const tsx = createRequire(import.meta.url).resolve('tsx');
  return createRequire(tsx)('esbuild') as Esbuild;
}

/** Starts esbuild's helper process, which the first TypeScript module would otherwise wait for. */
export function warmEsbuild(): void {
  esbuildOfTsx().transformSync('', { loader: 'ts' });
}

/**
 * Finds the first syntax error in a module or what it imports of the user's own. For plain JavaScript
 * modules only: there Node says that something does not parse, but not where.
 */
export async function findSyntaxError(
  entry: string,
): Promise<{ at: Position; what: string } | undefined> {
  try {
    await esbuildOfTsx().build({
      entryPoints: [entry],
      bundle: true,
      write: false,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      logLevel: 'silent',
    });
    return undefined;
  } catch (error) {
    const located = (error as BuildFailure).errors?.find(({ location }) => location);
    if (!located?.location) return undefined;
    const { file, line, column } = located.location;
    return { at: { file: path.resolve(file), line, column: column + 1 }, what: located.text };
  }
}
