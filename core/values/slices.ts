import type { Cancellation } from '../protocol/history.ts';

/** How long to go on before others are let do something, in milliseconds. */
const SLICE = 4;

/** Resolves once whatever else waits in this turn of the event loop, a run's commit among it, has had its time. */
export const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/**
 * Does work that yields after each little piece, some milliseconds a turn of the event loop. Answers with what the work
 * returns; rejects with the reason of `signal` once that is aborted. What the work reads may change between two pieces.
 */
export async function inSlices<T>(
  work: Generator<undefined, T>,
  signal?: Cancellation,
): Promise<T> {
  for (;;) {
    await turn();
    signal?.throwIfAborted();
    const until = performance.now() + SLICE;
    do {
      const { done, value } = work.next();
      if (done) return value;
    } while (performance.now() < until);
  }
}
