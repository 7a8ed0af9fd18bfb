import type { z } from 'zod';
import type { Json } from '../protocol/model.ts';
import { ClientFailure } from './failure.ts';
import type { ServedProject } from './project.ts';
import type { Runs } from './runs.ts';
import type { stateUpdate, threadCreate } from './schemas.ts';
import type { ApiThreads } from './threads.ts';

type Supersteps = NonNullable<z.output<typeof threadCreate>['supersteps']>;

/** Updates of states by clients, which go through the session like those of the window. */
export function createThreadUpdates({ session }: ServedProject, threads: ApiThreads, runs: Runs) {
  /** Throws 409 while a run is under way, also one that stands at a breakpoint, and 400 without a graph. */
  const apply = async (thread_id: string, update: z.output<typeof stateUpdate>) => {
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
    });
    const checkpoint = { thread_id, ...updated };
    return { checkpoint, configurable: checkpoint };
  };

  return {
    apply,
    /** One after the other. A super-step of several updates at once is refused. */
    async applyAll(thread_id: string, supersteps: Supersteps) {
      for (const { updates } of supersteps) {
        const [only, ...more] = updates;
        if (!only || more.length > 0 || only.command) {
          throw new ClientFailure(
            422,
            'supersteps: each takes one update with values here, not several and no command.',
          );
        }
        const values: Json = only.values ?? null;
        const nowhere = { checkpoint_id: undefined, checkpoint_ns: undefined };
        await apply(thread_id, { ...nowhere, values, as_node: only.as_node });
      }
    },
  };
}
