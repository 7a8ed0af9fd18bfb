import type { Context, MiddlewareHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { AuthEvent, AuthFilters, AuthUser, Permission, Verdict } from '../protocol/apiAuth.ts';
import type { AuthRef } from '../protocol/apiConfig.ts';
import type { Json } from '../protocol/model.ts';
import type { Session } from '../session/session.ts';
import { requestOf } from './body.ts';
import { ClientFailure } from './failure.ts';
import { requestCarries } from './requestCarries.ts';

/** What may be done, and to what. */
export interface Permit<V> {
  /** What was asked for, as the project's handler left it. */
  value: V;
  /** Whether what has this metadata is the client's to see. */
  fits: (metadata: Record<string, unknown>) => boolean;
  /** Everything is. */
  isAll: boolean;
}

/** Who a request comes from, and what they may. Every route asks before it answers. */
export interface Access {
  /** Absent where the project has no `auth`. */
  user?: AuthUser;
  /** What the request adds to that of the runs it starts. */
  configurable: Record<string, Json>;
  /** Throws what the project refuses with. */
  ask: <V extends object>(event: AuthEvent, value: V) => Promise<Permit<V>>;
}

export interface ServerEnv {
  Variables: { access: Access };
}

/** What LangGraph Studio is, when it says so (langgraph-api 1.5.1, dist/auth/custom.mjs). */
const studioUser: AuthUser = {
  kind: 'StudioUser',
  display_name: 'langgraph-studio-user',
  identity: 'langgraph-studio-user',
  permissions: [],
  is_authenticated: true,
};

const toAll: Access['ask'] = async (_, value) => ({ value, fits: () => true, isAll: true });

const allOf = (c: Context): Access => ({
  get configurable() {
    return requestCarries(c.req.raw.headers);
  },
  ask: toAll,
});

/** Everything to everybody, or what the project's own `auth` allows. Its handlers run in the graph's process. */
export function accessTo(session: Session, auth?: AuthRef): MiddlewareHandler<ServerEnv> {
  return async (c, next) => {
    c.set('access', auth ? await accessOf(c, session, auth) : allOf(c));
    await next();
  };
}

async function accessOf(c: Context, session: Session, auth: AuthRef): Promise<Access> {
  // A graph that is loaded again has its handlers in another process.
  const handlers = async () => {
    const theirs = await session.auth();
    if (theirs) return theirs;
    throw new ClientFailure(501, 'This kind of project cannot be asked who may use it.');
  };
  const isStudio = !auth.disableStudio && c.req.header('x-auth-scheme') === 'langsmith';
  const user = isStudio
    ? studioUser
    : allowed(await (await handlers()).authenticate(auth, await requestOf(c)));
  return {
    user,
    // Looked for by those requests only that start runs.
    get configurable() {
      return requestCarries(c.req.raw.headers, user);
    },
    async ask<V extends object>(event: AuthEvent, asked: V): Promise<Permit<V>> {
      const question = { event, value: asked as Record<string, unknown>, user };
      const { value, filters }: Permission = allowed(
        await (await handlers()).authorize(auth, question),
      );
      return {
        value: value as V,
        fits: (metadata) => filters === undefined || fits(metadata, filters),
        isAll: filters === undefined,
      };
    },
  };
}

function allowed<T>(verdict: Verdict<T>): T {
  if (!verdict.refused) return verdict.allowed;
  const { status, message, headers } = verdict.refused;
  throw new ClientFailure(status as ContentfulStatusCode, message, headers);
}

/** As langgraph-api 1.5.1 matches them, but that an operator it does not know matches nothing. */
function fits(metadata: Record<string, unknown>, filters: AuthFilters): boolean {
  return Object.entries(filters).every(([field, wanted]) => {
    const value = metadata[field];
    if (typeof wanted !== 'object' || wanted === null) return value === wanted;
    if ('$eq' in wanted) return value === wanted.$eq;
    if (!('$contains' in wanted) || !Array.isArray(value)) return false;
    return [wanted.$contains].flat().every((part) => value.includes(part));
  });
}
