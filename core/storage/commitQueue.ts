import type { Database } from './database.ts';

/** Gathers what is to be written in one turn of the event loop into one transaction. */
export interface CommitQueue {
  /** Resolves once `write` is committed, together with all that was added in the same turn. */
  add: (write: () => void) => Promise<void>;
  /** Commits at once what is waiting; every read does so first. */
  flush: () => void;
  /** `forget` is called when a transaction fails: nothing of it is stored. */
  onLost: (forget: () => void) => void;
}

interface Waiting {
  write: () => void;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Commits happen in `setImmediate`: what came in before it shares one. A failure rejects all of its promises. */
export function createCommitQueue(db: Database): CommitQueue {
  let waiting: Waiting[] = [];
  const forgetting: (() => void)[] = [];

  const flush = () => {
    if (waiting.length === 0) return;
    const batch = waiting;
    waiting = [];
    try {
      db.transaction(() => batch.forEach(({ write }) => write()));
    } catch (error) {
      forgetting.forEach((forget) => forget());
      batch.forEach(({ reject }) => reject(error));
      return;
    }
    batch.forEach(({ resolve }) => resolve());
  };

  const add = (write: () => void) =>
    new Promise<void>((resolve, reject) => {
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({ write, resolve, reject });
    });

  return { add, flush, onLost: (forget) => void forgetting.push(forget) };
}
