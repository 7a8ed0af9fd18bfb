import { watch } from 'chokidar';

/** Editors save in several steps: what comes within this time is one change. */
const QUIET_MS = 80;

/** Watches a set of files and folders (folders: their direct children) that can be replaced at any time. */
export interface SourceWatcher {
  watch: (paths: Iterable<string>) => void;
  close: () => Promise<void>;
}

/**
 * `onChange` hears of changed, added and removed files, once per burst; `onProblem` of what cannot be
 * watched (too many files, no permission).
 */
export function createSourceWatcher(
  onChange: () => void,
  onProblem: (message: string) => void,
): SourceWatcher {
  const watcher = watch([], {
    ignoreInitial: true,
    depth: 0,
    ignored: /[\\/](node_modules|\.git)([\\/]|$)/,
  });
  let watched = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  watcher.on('all', (event) => {
    if (event === 'addDir') return;
    clearTimeout(timer);
    timer = setTimeout(onChange, QUIET_MS);
  });
  watcher.on('error', (error) => onProblem(error instanceof Error ? error.message : String(error)));

  return {
    watch(paths) {
      // chokidar would start again by itself.
      if (closed) return;
      const next = new Set(paths);
      const gone = [...watched].filter((path) => !next.has(path));
      const fresh = [...next].filter((path) => !watched.has(path));
      watched = next;
      if (gone.length > 0) watcher.unwatch(gone);
      if (fresh.length > 0) watcher.add(fresh);
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await watcher.close();
    },
  };
}
