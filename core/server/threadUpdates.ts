import type { z } from 'zod';
import type { AdapterUpdate } from '../protocol/debuggee.ts';
import { ClientFailure } from './failure.ts';
import type { ServedProject } from './project.ts';
import type { Runs } from './runs.ts';
import type { stateUpdate, threadCreate } from './schemas.ts';
import type { ApiThreads } from './threads.ts';

type Supersteps = NonNullable<z.output<typeof threadCreate>['supersteps']>;

export type ThreadUpdates = ReturnType<typeof createThreadUpdates>;

/** Updates of states by clients, which go through the session like those of the window. */
export function createThreadUpdates({ session }: ServedProject, threads: ApiThreads, runs: Runs) {
  const listeners = new Set<(thread_id: string) => void>();

  /** Throws 409 while a run is under way, also one that stands at a breakpoint, and 400 without a graph. */
  const apply = async (
    thread_id: string,
    update: z.output<typeof stateUpdate>,
    siblings: NonNullable<AdapterUpdate['siblings']> = [],
  ) => {
    const { graph_id } = threads.info(thread_id);
    if (runs.isBusy(thread_id)) {
      throw new ClientFailure(409, 'The thread is busy: wait until its run has ended.');
    }
    if (graph_id === '') {
      throw new ClientFailure(
        400,
        'The thread has no graph yet: run one on it first, or give it a graph_id.',
      );
    }
    await session.selectGraph(graph_id);
    const { values, as_node, checkpoint_id, checkpoint_ns } = update;
    const updated = await session.updateState({
      thread_id,
      values,
      ...(as_node !== undefined && { asNode: as_node }),
      ...(checkpoint_id && { checkpoint_id }),
      ...(checkpoint_ns && { checkpoint_ns }),
      ...(siblings.length > 0 && { siblings }),
    });
    for (const listener of listeners) listener(thread_id);
    const checkpoint = { thread_id, ...updated };
    return { checkpoint, configurable: checkpoint };
  };

  return {
    apply,
    /** Hears of every thread that was updated; answers with what stops that. */
    onUpdated(listener: (thread_id: string) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    /** One super-step after the other; the updates of one as those of nodes that ran together. */
    async applyAll(thread_id: string, supersteps: Supersteps) {
      for (const { updates } of supersteps) {
        const [first, ...siblings] = updates.map(({ values = null, as_node, command }) => {
          if (!command) return { values, asNode: as_node };
          throw new ClientFailure(
            422,
            'supersteps: an update carries values here, and no command.',
          );
        });
        if (!first) throw new ClientFailure(422, 'supersteps: each has at least one update.');
        const nowhere = { checkpoint_id: undefined, checkpoint_ns: undefined };
        const { values, asNode: as_node } = first;
        await apply(thread_id, { ...nowhere, values, as_node }, siblings);
      }
    },
  };
}
