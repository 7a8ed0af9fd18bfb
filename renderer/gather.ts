/** Has `work` done once, later. */
export type Schedule = (work: () => void) => void;

/** A page that is not shown has no frames: then this long from now, in milliseconds. */
const HIDDEN_DELAY_MS = 200;

/** Before the page is drawn next. */
export const nextFrame: Schedule = (work) => {
  const run = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    work();
  };
  const frame = requestAnimationFrame(run);
  const timer = setTimeout(run, HIDDEN_DELAY_MS);
};

/** Gathers what comes faster than it can be shown. */
export interface Gathered<T> {
  add: (items: T[]) => void;
  /** Hands on at once what is waiting, for whoever must not come before it. */
  flush: () => void;
}

/** `deliver` is given all that came since the last time, in order and at once: however much it is, it is drawn once. */
export function gather<T>(deliver: (items: T[]) => void, schedule: Schedule): Gathered<T> {
  let waiting: T[] = [];

  const flush = () => {
    // What was scheduled for them finds nothing when an answer came first.
    if (waiting.length === 0) return;
    const items = waiting;
    waiting = [];
    deliver(items);
  };

  return {
    add: (items) => {
      if (waiting.length === 0) schedule(flush);
      for (const item of items) waiting.push(item);
    },
    flush,
  };
}
