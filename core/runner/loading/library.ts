import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Library, Pregel, Serde } from '../langgraph.ts';
import { problem } from './problem.ts';

/** One loaded copy of LangGraph: a folder's ES modules or its CommonJS modules, which are copies too. */
export interface LibraryCopy {
  /** The package's folder. */
  folder: string;
  extension: 'js' | 'cjs';
}

interface LibraryModule {
  Command: Library['Command'];
  Send: Library['Send'];
  GraphInterrupt: Library['GraphInterrupt'];
  MemorySaver: new () => { serde: Serde };
}

const PREGEL = /^(.*[\\/]@langchain[\\/]langgraph)[\\/]dist[\\/]pregel[\\/]index\.(c?js)$/;

/** The copies among the files a process has loaded. */
export function loadedCopies(files: Iterable<string>): LibraryCopy[] {
  const copies = new Map<string, LibraryCopy>();
  for (const file of files) {
    const [, folder, extension] = PREGEL.exec(file) ?? [];
    if (folder) copies.set(file, { folder, extension: extension === 'cjs' ? 'cjs' : 'js' });
  }
  return [...copies.values()];
}

/** The copy whose class the graph is an instance of. Throws `noLangGraph` when it is not among `copies`. */
export async function copyOf(pregel: Pregel, copies: LibraryCopy[]): Promise<LibraryCopy> {
  for (const copy of copies) {
    // `Pregel` is the one class all kinds of graphs share, and not exported by the package's main module.
    const { Pregel } = await importFrom<{ Pregel: new () => object }>(copy, 'pregel/index');
    if (pregel instanceof Pregel) return copy;
  }
  throw problem(
    'noLangGraph',
    'The copy of @langchain/langgraph that built this graph was not found: it may have been bundled into the module.',
  );
}

/** What Retrograph takes from a copy. */
export async function openLibrary(copy: LibraryCopy): Promise<Library> {
  const { Command, Send, GraphInterrupt, MemorySaver } = await importFrom<LibraryModule>(
    copy,
    'index',
  );
  const checkpoint = packageVersion(copy, '@langchain/langgraph-checkpoint');
  return {
    version: manifestVersion(path.join(copy.folder, 'package.json')),
    coreVersion: packageVersion(copy, '@langchain/core'),
    legacyPendingSends: checkpoint.startsWith('0.0.'),
    serde: new MemorySaver().serde,
    Command,
    Send,
    GraphInterrupt,
  };
}

/** A module of a copy by its name below `dist`; the layout is the same from 0.2 on. */
export async function importFrom<T>(copy: LibraryCopy, module: string): Promise<T> {
  const file = path.join(copy.folder, 'dist', `${module}.${copy.extension}`);
  if (copy.extension === 'cjs') return createRequire(file)(file) as T;
  return (await import(pathToFileURL(file).href)) as T;
}

/** The copy a module in `folder` would get, or undefined where none is installed. Loads nothing. */
export function installedCopy(folder: string): LibraryCopy | undefined {
  try {
    const entry = createRequire(path.join(folder, 'index.js')).resolve(
      '@langchain/langgraph/package.json',
    );
    return { folder: path.dirname(entry), extension: isCommonJs(folder) ? 'cjs' : 'js' };
  } catch {
    return undefined;
  }
}

/** Whether `.ts` and `.js` in this folder are CommonJS: what the nearest package.json says, by Node's rule. */
function isCommonJs(folder: string): boolean {
  for (let at = folder; ; at = path.dirname(at)) {
    try {
      const manifest = JSON.parse(readFileSync(path.join(at, 'package.json'), 'utf8')) as {
        type?: string;
      };
      return manifest.type !== 'module';
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || at === path.dirname(at))
        return true;
    }
  }
}

function packageVersion(copy: LibraryCopy, name: string): string {
  const require = createRequire(path.join(copy.folder, 'dist', 'index.js'));
  return manifestVersion(require.resolve(`${name}/package.json`));
}

function manifestVersion(file: string): string {
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
