import type { AuthUser } from '../protocol/apiAuth.ts';
import type { AppAnswer, AppRef, AppRequest } from '../protocol/apiConfig.ts';
import { importCustom } from './customModule.ts';

interface WebApp {
  fetch: (request: Request) => Response | Promise<Response>;
}

/** What is called of a Hono app. */
interface HonoApp extends WebApp {
  use: (handler: (c: HonoContext, next: () => Promise<void>) => Promise<void>) => unknown;
  route: (path: string, app: WebApp) => unknown;
  notFound: (handler: () => Response) => unknown;
}

interface HonoContext {
  req: { raw: Request };
  set: (name: string, value: unknown) => void;
}

/** Who asked, by request. */
const users = new WeakMap<Request, AuthUser>();

const UNMATCHED = 'x-retrograph-unmatched';

const apps = new Map<string, Promise<WebApp>>();

/**
 * Passes a request to a web app of the person's, loaded at the first one. Null when the app has no such route: its
 * middleware has run then, and not answered. Throws `loadFailed` and `invalidConfig`.
 */
export async function callApp(ref: AppRef, request: AppRequest): Promise<AppAnswer | null> {
  const key = JSON.stringify(ref);
  const loading = apps.get(key) ?? load(ref);
  apps.set(key, loading);
  const app = await loading;
  const { method, url, headers, body, user } = request;
  const asked = new Request(url, { method, headers, ...(body && { body: new Uint8Array(body) }) });
  if (user) users.set(asked, user);
  const response = await app.fetch(asked);
  const unmatched = response.headers.has(UNMATCHED) || (!isHono(app) && response.status === 404);
  if (unmatched) return null;
  return {
    status: response.status,
    headers: [...response.headers],
    body: new Uint8Array(await response.arrayBuffer()),
  };
}

async function load(ref: AppRef): Promise<WebApp> {
  const found = await importCustom('http app', ref, (value) =>
    typeof (value as Partial<WebApp> | undefined)?.fetch === 'function'
      ? undefined
      : 'has no fetch',
  );
  return isHono(found) ? within(found) : (found as WebApp);
}

const isHono = (app: unknown): app is HonoApp =>
  ['use', 'route', 'notFound'].every(
    (name) => typeof (app as Record<string, unknown>)[name] === 'function',
  );

/**
 * The app as a part of another, as LangGraph's server has it: its handlers find who asks under `auth`, and its own answer
 * to what it does not know is never asked for (langgraph-api 1.5.1, dist/server.mjs and dist/auth/custom.mjs).
 */
function within(app: HonoApp): WebApp {
  const outer = new (app.constructor as new () => HonoApp)();
  outer.use(async (c, next) => {
    const user = users.get(c.req.raw);
    if (user) c.set('auth', { user, scopes: user.permissions });
    await next();
  });
  outer.route('/', app);
  outer.notFound(() => new Response(null, { status: 404, headers: { [UNMATCHED]: '1' } }));
  return outer;
}
