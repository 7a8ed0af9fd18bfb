import type { MiddlewareHandler } from 'hono';
import type { AppRef } from '../protocol/apiConfig.ts';
import type { Session } from '../session/session.ts';
import type { ServerEnv } from './access.ts';
import { requestOf } from './body.ts';

/**
 * Asks the person's own app first, as LangGraph's server does. It runs in the graph's process, never in core; an answer of
 * it is passed on when it is whole.
 */
export function customApp(session: Session, app: AppRef): MiddlewareHandler<ServerEnv> {
  return async (c, next) => {
    const call = await session.app();
    const { user } = c.get('access');
    const answer = await call?.(app, { ...(await requestOf(c)), ...(user && { user }) });
    if (!answer) return next();
    const { status, headers, body } = answer;
    const empty = status === 204 || status === 205 || status === 304;
    return new Response(empty ? null : new Uint8Array(body), { status, headers });
  };
}
