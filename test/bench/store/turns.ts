/** Ends the turn of one of several that take turns, and resolves when it has the next. */
export type Turn = () => Promise<void>;

/**
 * Has each of `works` go on from one `turn` to the next, one at a time, until all have ended. Answers for how many
 * milliseconds each went on: whatever else the machine does for a second or two is then in all of them.
 * Throws what the first of them throws.
 */
export async function takeTurns(works: ((turn: Turn) => Promise<unknown>)[]): Promise<number[]> {
  const lanes = works.map(laneOf);
  while (lanes.some(({ hasEnded }) => !hasEnded())) {
    for (const lane of lanes) if (!lane.hasEnded()) await lane.goOn();
  }
  return lanes.map(({ spent }) => spent());
}

function laneOf(work: (turn: Turn) => Promise<unknown>) {
  let ms = 0;
  let ended = false;
  let running: Promise<void> | undefined;
  let pause: (() => void) | undefined;
  let resume: (() => void) | undefined;

  const turn = async () => {
    await settled();
    const next = new Promise<void>((resolve) => {
      resume = resolve;
    });
    pause?.();
    await next;
  };
  const whole = async () => {
    await work(turn);
    await settled();
    ended = true;
  };

  return {
    hasEnded: () => ended,
    spent: () => ms,
    goOn: async () => {
      const start = performance.now();
      const paused = new Promise<void>((resolve) => {
        pause = resolve;
      });
      resume?.();
      running ??= whole();
      await Promise.race([running, paused]);
      ms += performance.now() - start;
    },
  };
}

/** What was put off to the end of this turn of the event loop is done by who did so. */
const settled = () => new Promise((resolve) => setImmediate(resolve));
