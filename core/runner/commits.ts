/** How many commits may be under way before the graph waits for one. */
const MOST = 32;
/** Bytes that may be under way: a big state must not pile up in the pipe. */
const MOST_BYTES = 16 * 1024 * 1024;

/** What was given to core and is not safe yet. */
export interface Commits {
  /**
   * Follows a commit, and resolves when there is room for more: normally at once. The graph prepares what comes next
   * meanwhile.
   */
  follow: (commit: Promise<void>, bytes: number) => Promise<void>;
  /** Resolves when all that is under way now is safe from the death of any process, or has failed. */
  settled: () => Promise<void>;
  /** Resolves when all of it is in the database, or has failed. */
  stored: () => Promise<void>;
}

/**
 * `failed` hears of a commit that core refused. `stored` waits for the database where a commit that resolves need not be
 * there.
 */
export function createCommits(
  failed: (error: unknown) => void,
  stored: () => Promise<void> = async () => {},
): Commits {
  const open = new Set<Promise<void>>();
  let bytesOpen = 0;

  const settle = async (commit: Promise<void>, bytes: number) => {
    try {
      await commit;
    } catch (error) {
      failed(error);
    } finally {
      bytesOpen -= bytes;
    }
  };

  const full = () => open.size > MOST || (open.size > 0 && bytesOpen > MOST_BYTES);

  return {
    async follow(commit, bytes) {
      bytesOpen += bytes;
      const settling = settle(commit, bytes).then(() => void open.delete(settling));
      open.add(settling);
      while (full()) await Promise.race(open);
    },
    async settled() {
      await Promise.all(open);
    },
    async stored() {
      await Promise.all(open);
      await stored().catch(failed);
    },
  };
}
