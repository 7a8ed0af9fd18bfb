/** Messages gathered into one write to a pipe. */
export interface Batch {
  add: (message: object) => void;
  /** Sends what is waiting at once, for when the next code to run may never give the turn back. */
  flush: () => void;
}

/**
 * What is added before `schedule` calls back is sent as one array, in order: each write to a process pipe wakes the
 * other side, which costs more than what is written.
 */
export function createBatch(
  send: (messages: object[]) => void,
  schedule: (callback: () => void) => void,
): Batch {
  let waiting: object[] = [];
  const flush = () => {
    if (waiting.length === 0) return;
    const messages = waiting;
    waiting = [];
    send(messages);
  };
  return {
    add(message) {
      if (waiting.push(message) === 1) schedule(flush);
    },
    flush,
  };
}
