import { StudioError } from '../protocol/errors.ts';
import type { Database } from './database.ts';
import { inSlices, turn } from '../values/slices.ts';
import { findGarbage, freeSome, isSwept } from './structure/garbage.ts';
import { dropTaskName } from './taskNames.ts';

/** Frees what was deleted, a few milliseconds a turn of the event loop, so that nobody waits for it. */
export interface Sweeper {
  /** Begins, where it is not under way; later, when what calls it is done. */
  start: () => void;
  /** The same; resolves when nothing is left to free, or can't be freed now. */
  done: () => Promise<void>;
  /** What is left is freed when the file is next opened. */
  stop: () => void;
}

/** Pages given back to the file system at a time. */
const PAGES = 64;

export function createSweeper(db: Database): Sweeper {
  const stopped = new AbortController();
  const { signal } = stopped;
  let sweeping: Promise<void> | undefined;

  const sweep = async () => {
    do {
      await turn();
      if (signal.aborted || isSwept(db)) return;
      while (freeSome(db, (tasks) => dropTaskName(db, tasks))) {
        await turn();
        if (signal.aborted) return;
      }
    } while (await inSlices(findGarbage(db), signal));
  };
  const giveBack = async () => {
    while (!signal.aborted && db.shrink(PAGES)) await turn();
  };
  const work = async () => {
    try {
      while (!signal.aborted && !isSwept(db)) {
        await sweep();
        await giveBack();
      }
    } catch (error) {
      // A locked, full or damaged file: whoever asks for something is told, and what is left is freed another time.
      if (!signal.aborted && !(error instanceof StudioError)) throw error;
    }
  };
  const done = async () => {
    sweeping ??= turn()
      .then(work)
      .finally(() => (sweeping = undefined));
    return sweeping;
  };

  return { start: () => void done(), done, stop: () => stopped.abort() };
}
