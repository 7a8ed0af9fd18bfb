/** Has `work` done once, later; answers with what takes that back. */
export type Schedule = (work: () => void) => () => void;

/** A page that is not shown has no frames: then this long from now, in milliseconds. */
const HIDDEN_DELAY_MS = 200;

/** Before the page is drawn next. */
export const nextFrame: Schedule = (work) => {
  const run = () => {
    cancel();
    work();
  };
  const frame = requestAnimationFrame(run);
  const timer = setTimeout(run, HIDDEN_DELAY_MS);
  const cancel = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
  return cancel;
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
  let cancel: () => void = () => {};

  const flush = () => {
    if (waiting.length === 0) return;
    cancel();
    const items = waiting;
    waiting = [];
    deliver(items);
  };

  return {
    add: (items) => {
      if (waiting.length === 0) cancel = schedule(flush);
      for (const item of items) waiting.push(item);
    },
    flush,
  };
}
