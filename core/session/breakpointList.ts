import { isWireError } from '../protocol/errors.ts';
import type { GraphModel } from '../protocol/graph.ts';
import { placeKey, unverified, type Breakpoint } from '../protocol/breakpoint.ts';
import type { GraphMemory } from '../storage/storage.ts';

export interface BreakpointListOptions {
  memory: Pick<
    GraphMemory,
    'breakpoints' | 'setBreakpoints' | 'seededBreakpoints' | 'setSeededBreakpoints'
  >;
  /** Hands the list to whoever verifies it. */
  send: (breakpoints: Breakpoint[]) => Promise<Breakpoint[]>;
  /** Why nobody can verify a list right now, in one sentence; undefined when somebody can. */
  unreachable: () => string | undefined;
  changed: (breakpoints: Breakpoint[]) => void;
}

/** The breakpoints of one graph: on disk first, then with the runner, and sent again after each load. */
export function createBreakpointList({
  memory,
  send,
  unreachable,
  changed,
}: BreakpointListOptions) {
  let turn = 0;
  let list = unverifiedAll(memory.breakpoints() ?? [], unreachable());

  const show = (breakpoints: Breakpoint[]) => {
    list = breakpoints;
    changed(list);
    return list;
  };

  const verify = async (wanted: Breakpoint[]): Promise<Breakpoint[]> => {
    const mine = ++turn;
    const reason = unreachable();
    if (reason !== undefined) return show(unverifiedAll(wanted, reason));
    // Shown as they are known while the answer is under way: a list sent later must not lose to this answer.
    list = wanted;
    const verified = await send(unverifiedAll(wanted)).catch((error: unknown) => {
      // They are saved; the runner that is gone is reported as such.
      if (isWireError(error) && error.code === 'runnerDied')
        return unverifiedAll(wanted, error.message);
      throw error;
    });
    return mine === turn ? show(verified) : verified;
  };

  return {
    all: (): Breakpoint[] => list,

    async set(wanted: Breakpoint[]): Promise<Breakpoint[]> {
      const unique = [
        ...new Map(wanted.map((breakpoint) => [placeKey(breakpoint), breakpoint])).values(),
      ];
      memory.setBreakpoints(unverifiedAll(unique));
      return verify(unique);
    },

    /** A graph was loaded: those its `compile()` names are added, each once, so that one turned off stays off. */
    async loaded({ compiledBreakpoints }: Pick<GraphModel, 'compiledBreakpoints'>) {
      const seeded = new Set(memory.seededBreakpoints());
      const known = new Set(list.map(placeKey));
      const fresh = compiledBreakpoints.filter((side) => !seeded.has(placeKey(side)));
      if (fresh.length > 0) {
        const added = fresh.filter((side) => !known.has(placeKey(side)));
        list = [...list, ...added.map((side) => ({ ...side, enabled: true, verified: false }))];
        memory.setBreakpoints(unverifiedAll(list));
        memory.setSeededBreakpoints([...seeded, ...fresh.map(placeKey)]);
      }
      await verify(list);
    },

    /** Nobody verifies them any more. */
    lost() {
      turn += 1;
      show(unverifiedAll(list, unreachable()));
    },
  };
}

const unverifiedAll = (breakpoints: Breakpoint[], message?: string): Breakpoint[] =>
  breakpoints.map((breakpoint) => unverified(breakpoint, message));
