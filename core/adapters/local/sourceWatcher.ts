import { readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { watch, type FSWatcher } from 'chokidar';

/** Editors save in several steps: what comes within this time is one change. */
const QUIET_MS = 80;

/** Huge, and nothing that a person edits. */
const NEVER = /[\\/](node_modules|\.git)([\\/]|$)/;

/** What editors and systems leave beside a person's files. */
const CLUTTER = /^\.|~$/;

/** Watches a set of files and folders (folders: the files in them) that can be replaced at any time. */
export interface SourceWatcher {
  /** What was in the set before keeps counting as it was last looked at: no change is lost in between. */
  watch: (paths: Iterable<string>) => void;
  close: () => Promise<void>;
}

/**
 * `onChange` hears of changed, added and removed files, once per burst; `onProblem` of what cannot be
 * watched (too many files, no permission), once of each.
 *
 * Only folders are watched: a watch on a file ends with it when an editor saves by renaming or a checkout takes it
 * away, and there is none on a file that is still to come. What is told of a folder is no more than the occasion to
 * look whether a path is another than before.
 */
export function createSourceWatcher(
  onChange: () => void,
  onProblem: (message: string) => void,
): SourceWatcher {
  /** What each path was when it was last looked at. */
  let stamps = new Map<string, string>();
  let watcher: FSWatcher | undefined;
  let watched = '';
  const told = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const tell = (error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    if (!told.has(message)) onProblem(message);
    told.add(message);
  };

  const lookSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(look, QUIET_MS);
  };

  /** Files beside those that matter are many at times, and would be watched one by one. */
  const isIgnored = (path: string, stats?: { isFile: () => boolean }): boolean =>
    NEVER.test(path) ||
    (stats?.isFile() === true && !stamps.has(path) && !stamps.has(dirname(path)));

  const arrange = () => {
    const folders = new Set([...stamps.keys()].flatMap(foldersOf));
    const wanted = [...stamps.keys(), ...folders].sort().join('\n');
    if (wanted === watched) return;
    watched = wanted;
    // A new one: what one was told to leave alone it leaves alone for good (chokidar 5.0.0).
    const before = watcher;
    watcher = watch([...folders], { depth: 0, ignoreInitial: true, ignored: isIgnored });
    watcher.on('all', (event) => {
      // Its watch went with it, also where it is back already.
      if (event === 'unlinkDir') watched = '';
      lookSoon();
    });
    // What happened until now nobody saw.
    watcher.on('ready', lookSoon);
    watcher.on('error', tell);
    before?.close().catch(tell);
  };

  const look = () => {
    if (closed) return;
    // Folders may have come and gone.
    arrange();
    const before = stamps;
    stamps = new Map([...before.keys()].map((path) => [path, stampOf(path)]));
    if ([...stamps].some(([path, stamp]) => stamp !== before.get(path))) onChange();
  };

  return {
    watch(paths) {
      if (closed) return;
      const before = stamps;
      const wanted = [...paths].filter((path) => !NEVER.test(path));
      stamps = new Map(wanted.map((path) => [path, before.get(path) ?? stampOf(path)]));
      arrange();
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await watcher?.close();
    },
  };
}

/** The folders that a path is in, by its name and where a link leads; the nearest there is where it is still to come. */
function foldersOf(path: string): string[] {
  const real = realPathOf(path);
  const around = [dirname(path), ...(NEVER.test(real) ? [] : [dirname(real)])].map(nearest);
  return statOf(path)?.isDirectory() ? [...around, path] : around;
}

const nearest = (folder: string): string =>
  statOf(folder) || folder === dirname(folder) ? folder : nearest(dirname(folder));

const statOf = (path: string) => {
  try {
    return statSync(path);
  } catch {
    // Not there, or not for us to read.
    return undefined;
  }
};

/** Equal as long as a file is the same, or a folder's files are. */
function stampOf(path: string): string {
  const stat = statOf(path);
  if (!stat?.isDirectory()) return stat ? `${stat.ino} ${stat.mtimeMs} ${stat.size}` : '';
  return namesIn(path)
    .filter((name) => !CLUTTER.test(name) && !statOf(join(path, name))?.isDirectory())
    .map((name) => `${name} ${stampOf(join(path, name))}`)
    .join('\n');
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** A link is changed where it leads to. */
function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
