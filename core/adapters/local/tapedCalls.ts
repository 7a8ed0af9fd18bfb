import { QUIET_MS, type RunnerEvent, type TapedCall } from '../../runner/messages.ts';
import { createTapeReader } from '../../structure/tape.ts';

/** A message through the pipe would wake both processes: while a runner is at work, core looks by itself. */
const LOOK_AGAIN_MS = 12;
/** Surely longer than the pause after which the runner tells of what it writes. */
const LOOK_FOR_MS = QUIET_MS + 60;

type Name = Exclude<TapedCall[0], 'forgot'>;

/** What a runner wrote on its tape, called in core in the order it was written. */
export interface TapedCalls {
  /** Makes the calls that are there now. To be called before anything else of the runner's is heard. */
  drain: () => void;
  /** Resolves when all that was put in a thread up to now is stored; throws what stood in the way. */
  stored: (threadId: string) => Promise<void>;
  /** What is put in a thread of which something was refused is let go until then. */
  forgot: (threadId: string) => void;
  /** Makes the last calls and throws the tape away; the runner has ended. Resolves when they are settled. */
  end: () => Promise<void>;
}

/**
 * Reads the tape at `path`. `call` is what a message through the pipe would call. `refused` hears of the first call of a
 * thread that failed: what the runner puts next builds on it, and is not stored either.
 */
export function createTapedCalls(
  path: string,
  call: (name: Name, argument: never) => void | Promise<void>,
  refused: (threadId: string, error: unknown) => void,
): TapedCalls {
  const tape = createTapeReader(path);
  const storing = new Set<Promise<void>>();
  const refusals = new Map<string, unknown>();
  let again: NodeJS.Timeout | undefined;
  let found = 0;
  let ended = false;

  const refuse = (threadId: string, error: unknown) => {
    if (refusals.has(threadId)) return;
    refusals.set(threadId, error);
    refused(threadId, error);
  };
  const store = async (name: Name, put: { thread_id: string }): Promise<void> => {
    try {
      await call(name, put as never);
    } catch (error) {
      refuse(put.thread_id, error);
    }
  };
  const tell = async (events: RunnerEvent[]) => {
    try {
      await call('emit', events as never);
    } catch {
      // As through the pipe: who listens says what went wrong.
    }
  };
  const make = ([name, argument]: TapedCall) => {
    if (name === 'forgot') refusals.delete(argument);
    else if (name === 'emit') void tell(argument);
    else if (!refusals.has(argument.thread_id)) {
      const settling = store(name, argument).then(() => void storing.delete(settling));
      storing.add(settling);
    }
  };

  const look = () => {
    const { messages, mark } = tape.read();
    if (messages.length === 0) return;
    found = performance.now();
    for (const call of (messages as TapedCall[][]).flat()) make(call);
    void Promise.all(storing).then(() => {
      if (!ended) tape.passed(mark);
    });
  };
  const lookAgain = () => {
    again = undefined;
    look();
    if (performance.now() - found < LOOK_FOR_MS) again = setTimeout(lookAgain, LOOK_AGAIN_MS);
  };

  return {
    drain() {
      clearTimeout(again);
      lookAgain();
    },
    async stored(threadId) {
      look();
      await Promise.all(storing);
      if (refusals.has(threadId)) throw refusals.get(threadId);
    },
    forgot: (threadId) => void refusals.delete(threadId),
    async end() {
      look();
      clearTimeout(again);
      await Promise.all(storing);
      ended = true;
      tape.remove();
    },
  };
}
