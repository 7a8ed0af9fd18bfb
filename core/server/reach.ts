import type { Context } from 'hono';
import type { AuthEvent } from '../protocol/apiAuth.ts';
import type { Permit, ServerEnv } from './access.ts';
import { idOf } from './body.ts';
import type { ApiThreads } from './threads.ts';

export type Reach = ReturnType<typeof createReach>;

/**
 * The thread that a route names, once its client may do to it what they ask, and what they ask as the project's handler
 * left it. Throws 404 for one that is not there, and the same for one that is not theirs.
 */
export function createReach(threads: ApiThreads) {
  return async <V extends object = object>(
    c: Context<ServerEnv>,
    event: AuthEvent,
    about?: V,
  ): Promise<{ thread_id: string; value: V }> => {
    const thread_id = idOf(c, 'thread_id');
    const asked = { ...(about as V), thread_id };
    const { value, fits }: Permit<V> = await c.get('access').ask(event, asked);
    threads.check(thread_id, fits);
    return { thread_id, value };
  };
}
