import { StudioError } from '../protocol/errors.ts';
import { randomUUID } from 'node:crypto';
import type { BreakpointPlace } from '../protocol/breakpoint.ts';
import { headline } from '../protocol/headline.ts';
import type { LetGo } from '../protocol/hold.ts';
import type { Stopped } from '../protocol/model.ts';
import type { HoldSide, Run, TaskScope } from './context.ts';
import { toTaskError } from './taskError.ts';

interface Asked {
  when: HoldSide;
  reason: Stopped['reason'];
  /** What passes when it is let go as it is; of a task that failed the input, with which it may run again. */
  value: unknown;
  /** The breakpoint that looked at the value. */
  by?: BreakpointPlace;
  /** What a task that failed threw, and goes on with when it is let go as it is. */
  thrown?: { error: unknown };
  /** What the task gave is written: it can only be let go. */
  written?: boolean;
}

interface Hold extends Asked {
  scope: TaskScope;
  release: (replaced?: { value: unknown }) => void;
}

/** What a held task gives back without having run. */
export class Instead {
  readonly output: unknown;

  constructor(output: unknown) {
    this.output = output;
  }
}

/** The tasks of one run that stand still inside it. */
export interface Holds {
  any: () => boolean;
  /** Depth of the deepest held call: where the next step begins. */
  depth: () => number;
  /**
   * Resolves with `value`, or with what replaces it (an `Instead` for a task that is not to run), when it is let go;
   * rejects when the run is aborted, and with the error of a task that failed and does not run again.
   */
  hold: (scope: TaskScope, asked: Asked) => Promise<unknown>;
  /** Throws `unknownHold`. */
  get: (holdId: string) => { value: unknown; when: HoldSide };
  /**
   * `how.value` revived. Throws `unknownHold`, and `invalidInput` for an input that is not a list of arguments, and for a
   * task that can only be let go.
   */
  release: (holdId: string, how: Omit<LetGo, 'value'> & { value?: unknown }) => void;
  releaseAll: () => void;
}

/** `run` is asked for late, because a run and its holds know each other. */
export function createHolds(run: () => Run): Holds {
  const holds = new Map<string, Hold>();

  const stopped = (): Stopped | undefined => {
    const newest = [...holds.values()].at(-1);
    if (!newest) return undefined;
    const { reason, when, thrown } = newest;
    const { task } = newest.scope;
    const together = [...holds.values()].filter((hold) => hold.when === newest.when);
    return {
      reason,
      ...(when !== 'error' && { when }),
      nodes: [...new Set(together.map((hold) => hold.scope.node))],
      checkpoint_id: task.checkpoint_id,
      checkpoint_ns: task.checkpoint_ns,
      held: true,
      ...(thrown && { message: headline(toTaskError(thrown.error).message) }),
    };
  };

  const report = ({ task }: TaskScope) => {
    const { emitter, thread_id, run_id, live } = run();
    if (!live.has(task.id)) return;
    const now = stopped();
    emitter.tasks(thread_id, [task]);
    emitter.push({ type: 'held', run_id, thread_id, ...(now && { stopped: now }) });
  };

  const wait = (id: string, hold: Omit<Hold, 'release'>) =>
    new Promise<{ value: unknown } | undefined>((resolve, reject) => {
      const { signal } = run().abort;
      if (signal.aborted) reject(signal.reason);
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      holds.set(id, { ...hold, release: resolve });
      hold.scope.task.status = 'held';
      const { when, by, scope, thrown, written } = hold;
      scope.task.hold = { hold_id: id, when, ...(by && { by }), ...(written && { written }) };
      if (thrown) scope.task.error = toTaskError(thrown.error);
      report(hold.scope);
    });

  const get = (holdId: string): Hold => {
    const hold = holds.get(holdId);
    if (hold) return hold;
    throw new StudioError('unknownHold', 'The task is no longer held.');
  };

  return {
    any: () => holds.size > 0,
    depth: () => Math.max(0, ...[...holds.values()].map((hold) => hold.scope.place)),
    async hold(scope, asked) {
      const id = randomUUID();
      const began = performance.now();
      try {
        const replaced = await wait(id, { scope, ...asked });
        if (replaced) return replaced.value;
        if (asked.thrown) throw asked.thrown.error;
        return asked.value;
      } finally {
        holds.delete(id);
        scope.held += performance.now() - began;
        scope.task.status = 'running';
        delete scope.task.hold;
        delete scope.task.error;
        report(scope);
      }
    },
    get,
    release(holdId, { value, instead, again }) {
      const hold = get(holdId);
      const { when, scope, thrown, written } = hold;
      const runsAgain = again && thrown !== undefined;
      if (value === undefined && !runsAgain) return hold.release();
      if (written) {
        throw new StudioError(
          'invalidInput',
          'What the task gave is written already: it can only be let go.',
        );
      }
      if (instead && when !== 'after') return hold.release({ value: new Instead(value) });
      if (value === undefined) return hold.release({ value: hold.value });
      if (when !== 'after' && scope.functional && !Array.isArray(value)) {
        throw new StudioError('invalidInput', 'The input of a task is the list of its arguments.');
      }
      hold.release({ value });
    },
    releaseAll() {
      for (const hold of holds.values()) hold.release();
    },
  };
}
