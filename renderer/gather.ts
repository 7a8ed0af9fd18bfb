/** Has `work` done once, later. */
export type Schedule = (work: () => void) => void;

/** A page that is not shown has no frames: then this long from now, in milliseconds. */
const HIDDEN_DELAY_MS = 200;

/** What takes longer to draw is felt by who uses the page. */
const FRAME_MS = 1000 / 60;

/**
 * Before the page is drawn next; after what took long to draw, not before as long again has passed. That is left to what a
 * person does with the page, which would else be at work all the time.
 */
export function byFrames(): Schedule {
  let quietUntil = 0;

  return (work) => {
    const run = () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      const start = performance.now();
      work();
      // Comes when all of it is drawn.
      setTimeout(() => {
        const end = performance.now();
        if (end - start > FRAME_MS) quietUntil = end + (end - start);
      });
    };
    const wait = Math.max(0, quietUntil - performance.now());
    const timer = setTimeout(run, wait + HIDDEN_DELAY_MS);
    let frame = 0;
    const inFrame = () => {
      frame = requestAnimationFrame(run);
    };
    if (wait > 0) setTimeout(inFrame, wait);
    else inFrame();
  };
}

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
