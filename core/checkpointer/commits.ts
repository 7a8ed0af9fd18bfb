import type { Database } from '../storage/database.ts';

/** Puts what belongs to one super-step into one transaction. */
export interface Commits {
  /** Does `work` and commits it together with what `later` left open. */
  now: (work: () => void) => void;
  /** Does `work`; it is committed by the next `now`, or at the end of this turn of the event loop. */
  later: (work: () => void) => Promise<void>;
  /** Commits what is open. */
  flush: () => void;
}

interface Open {
  done: Promise<void>;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** `lost` is called when a transaction fails: nothing of it is stored. */
export function createCommits(db: Database, lost: () => void): Commits {
  let open: Open | undefined;

  const begin = (): Open => {
    if (open) return open;
    db.begin();
    open = settleable();
    return open;
  };

  const fail = (error: unknown): never => {
    const failed = open;
    open = undefined;
    lost();
    db.rollback();
    failed?.reject(error);
    throw error;
  };

  const guarded = (work: () => void) => {
    try {
      begin();
      work();
    } catch (error) {
      fail(error);
    }
  };

  const flush = () => {
    if (!open) return;
    guarded(db.commit);
    open?.resolve();
    open = undefined;
  };

  return {
    flush,
    now: (work) => {
      guarded(work);
      flush();
    },
    later: (work) => {
      const isFirst = !open;
      guarded(work);
      const { done } = open as unknown as Open;
      if (isFirst) setImmediate(() => open?.done === done && flush());
      return done;
    },
  };
}

/** Whoever waits for it is told; that nobody may is no reason to end the process. */
function settleable(): Open {
  let settle: Omit<Open, 'done'> | undefined;
  const done = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  done.catch(() => undefined);
  return { done, ...(settle as unknown as Omit<Open, 'done'>) };
}
