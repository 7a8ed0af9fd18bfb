import type { AuthUser } from '../protocol/apiAuth.ts';
import type { Json } from '../protocol/model.ts';

/** Keys to a server, which are none of the graph's business. */
const KEPT_BACK = new Set(['x-api-key', 'x-tenant-id', 'x-service-key']);

/**
 * What a request itself adds to the `configurable` of the runs it starts: its `x-` headers and its user agent, and who
 * asks (langgraph-api 1.5.1, dist/utils/run-auth.mjs).
 */
export function requestCarries(headers: Headers, user?: AuthUser): Record<string, Json> {
  const told = [...headers].filter(
    ([name]) => (name.startsWith('x-') && !KEPT_BACK.has(name)) || name === 'user-agent',
  );
  return { ...Object.fromEntries(told), ...(user && userIn(user)) };
}

const userIn = (user: AuthUser) => ({
  langgraph_auth_user: user,
  langgraph_auth_user_id: user.identity,
  langgraph_auth_permissions: user.permissions,
});
