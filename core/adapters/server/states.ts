import type { Checkpoint, Client } from '@langchain/langgraph-sdk';
import { StudioError } from '../../protocol/errors.ts';
import type { ValueRef } from '../../protocol/model.ts';
import { statusOf } from './explain.ts';
import { idOf, namespaceIn, type ServerState } from './rows.ts';

/** States of this many characters in all are kept at hand. */
const CAPACITY = 32 * 1024 * 1024;

type Key = Pick<ValueRef, 'thread_id' | 'checkpoint_ns' | 'checkpoint_id'>;

export type States = ReturnType<typeof createStates>;

/** The states of a server's checkpoints: each is fetched once, and the least recently read are forgotten. */
export function createStates(client: Client) {
  const kept = new Map<string, { state: ServerState; size: number }>();
  let total = 0;
  const keyOf = (key: Key) => `${key.thread_id} ${key.checkpoint_ns} ${key.checkpoint_id}`;

  const keep = (threadId: string, state: ServerState): void => {
    const key = keyOf({
      thread_id: threadId,
      checkpoint_ns: namespaceIn(state),
      checkpoint_id: idOf(state),
    });
    total -= kept.get(key)?.size ?? 0;
    kept.delete(key);
    const size = JSON.stringify(state.values).length;
    kept.set(key, { state, size });
    total += size;
    for (const [oldest, { size: freed }] of kept) {
      if (total <= CAPACITY || kept.size === 1) break;
      kept.delete(oldest);
      total -= freed;
    }
  };

  const cached = (key: Key): ServerState | undefined => {
    const found = kept.get(keyOf(key));
    if (!found) return undefined;
    kept.delete(keyOf(key));
    kept.set(keyOf(key), found);
    return found.state;
  };

  const fetched = async (
    threadId: string,
    checkpoint?: Partial<Checkpoint>,
  ): Promise<ServerState> => {
    const { checkpoint_id, checkpoint_ns } = checkpoint ?? {};
    // JavaScript's server (1.5.1) refuses `subgraphs` beside a checkpoint given whole.
    const state = checkpoint_ns
      ? await client.threads.getState(threadId, checkpoint as Checkpoint)
      : await client.threads.getState(threadId, checkpoint_id ?? undefined, { subgraphs: true });
    // Python answers for a checkpoint that does not exist with an empty state.
    if (checkpoint?.checkpoint_id && !state.created_at) {
      throw new StudioError(
        'unknownCheckpoint',
        `There is no checkpoint ${checkpoint.checkpoint_id}.`,
      );
    }
    if (idOf(state)) keep(threadId, state);
    return state;
  };

  return {
    keep,
    cached,
    /** The head of the root graph as it is now; its tasks hold the states of their subgraphs. */
    head: (threadId: string) => fetched(threadId),
    /** As it is now on the server: pending writes may have come since. Throws `unknownCheckpoint`. */
    async fresh(key: Key): Promise<ServerState> {
      const { thread_id, checkpoint_ns, checkpoint_id } = key;
      try {
        return await fetched(thread_id, { checkpoint_ns, checkpoint_id });
      } catch (error) {
        const status = statusOf(error);
        if (status !== 404 && status !== 400 && status !== 500) throw error;
        throw new StudioError('unknownCheckpoint', `There is no checkpoint ${checkpoint_id}.`, {
          cause: error,
        });
      }
    },
    /** What a checkpoint holds never changes: at hand, or fetched. Throws `unknownCheckpoint`. */
    async read(key: Key): Promise<ServerState> {
      return cached(key) ?? this.fresh(key);
    },
  };
}
