const BEAT_MS = 1_000;
/** Without an answer for this long a runner counts as not responding. */
export const UNRESPONSIVE_MS = 2_000;

/**
 * Asks a runner once a second whether it is there and reports changes. A node that spins blocks the
 * runner's whole event loop, so that nothing but silence can tell of it.
 */
export function createHeartbeat(
  ping: () => Promise<void>,
  onChange: (responsive: boolean) => void,
) {
  let timer: NodeJS.Timeout | undefined;
  let askedAt: number | undefined;
  let responsive = true;

  const report = (now: boolean) => {
    if (now === responsive) return;
    responsive = now;
    onChange(now);
  };

  const answered = () => {
    askedAt = undefined;
    report(true);
  };

  const beat = () => {
    if (askedAt !== undefined) {
      if (performance.now() - askedAt >= UNRESPONSIVE_MS) report(false);
      return;
    }
    askedAt = performance.now();
    // A ping fails only when the runner has ended, which is reported as such.
    ping().then(answered, () => stop());
  };

  const stop = () => {
    clearInterval(timer);
    timer = undefined;
  };

  return {
    start() {
      timer ??= setInterval(beat, BEAT_MS).unref();
    },
    /** A ping under way is still listened to, so that a late answer makes the runner responsive again. */
    stop,
  };
}
