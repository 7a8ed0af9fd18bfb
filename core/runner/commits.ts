/** How many commits may be under way before the graph waits for one. */
const MOST = 32;
/** Bytes that may be under way: a big state must not pile up in the pipe. */
const MOST_BYTES = 16 * 1024 * 1024;
/** What a pipe takes at once. More of it waits in this process, and would die with it. */
const PIPE_BYTES = 64 * 1024;

/** What was given to core and is not on disk yet. */
export interface Commits {
  /**
   * Follows a commit, and resolves when there is room for more: normally at once. What is in the pipe survives the death of
   * this process, so a graph need not wait for the disk before it goes on.
   */
  follow: (commit: Promise<void>, bytes: number) => Promise<void>;
  /** Waits while more is under way than the pipe holds; answers whether it had to. */
  handOver: () => Promise<boolean>;
  /** Resolves when all is on disk, or has failed. */
  settled: () => Promise<void>;
}

/** `failed` hears of a commit that core refused. */
export function createCommits(failed: (error: unknown) => void): Commits {
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

  const crowded = () => open.size > 0 && bytesOpen > PIPE_BYTES;
  const full = () => open.size > MOST || (open.size > 0 && bytesOpen > MOST_BYTES);

  return {
    async follow(commit, bytes) {
      bytesOpen += bytes;
      const settling = settle(commit, bytes).then(() => void open.delete(settling));
      open.add(settling);
      while (full()) await Promise.race(open);
    },
    async handOver() {
      const waits = crowded();
      while (crowded()) await Promise.race(open);
      return waits;
    },
    async settled() {
      await Promise.all(open);
    },
  };
}
