import { StudioError } from '../protocol/errors.ts';
import { randomUUID } from 'node:crypto';
import type { BreakpointPlace } from '../protocol/breakpoint.ts';
import type { Stopped } from '../protocol/model.ts';
import type { Run, Side, TaskScope } from './context.ts';

interface Asked {
  when: Side;
  reason: Stopped['reason'];
  /** What passes when it is let go as it is. */
  value: unknown;
  /** The breakpoint that looked at the value. */
  by?: BreakpointPlace;
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
   * rejects when the run is aborted.
   */
  hold: (scope: TaskScope, asked: Asked) => Promise<unknown>;
  /** Throws `unknownHold`. */
  get: (holdId: string) => { value: unknown; when: Side };
  /** Throws `unknownHold`, and `invalidInput` for an input that is not a list of arguments. */
  release: (holdId: string, value?: unknown, instead?: boolean) => void;
  releaseAll: () => void;
}

/** `run` is asked for late, because a run and its holds know each other. */
export function createHolds(run: () => Run): Holds {
  const holds = new Map<string, Hold>();

  const stopped = (): Stopped | undefined => {
    const newest = [...holds.values()].at(-1);
    if (!newest) return undefined;
    const { task } = newest.scope;
    const together = [...holds.values()].filter((hold) => hold.when === newest.when);
    return {
      reason: newest.reason,
      when: newest.when,
      nodes: [...new Set(together.map((hold) => hold.scope.node))],
      checkpoint_id: task.checkpoint_id,
      checkpoint_ns: task.checkpoint_ns,
      held: true,
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
      const { when, by, scope } = hold;
      scope.task.hold = { hold_id: id, when, ...(by && { by }) };
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
        return replaced ? replaced.value : asked.value;
      } finally {
        holds.delete(id);
        scope.held += performance.now() - began;
        scope.task.status = 'running';
        delete scope.task.hold;
        report(scope);
      }
    },
    get,
    release(holdId, value, instead) {
      const hold = get(holdId);
      if (value === undefined) return hold.release();
      if (instead && hold.when === 'before') return hold.release({ value: new Instead(value) });
      if (hold.when === 'before' && hold.scope.functional && !Array.isArray(value)) {
        throw new StudioError('invalidInput', 'The input of a task is the list of its arguments.');
      }
      hold.release({ value });
    },
    releaseAll() {
      for (const hold of holds.values()) hold.release();
    },
  };
}
