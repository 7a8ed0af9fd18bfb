import type { AppAnswer, AppRef, AppRequest } from '../protocol/apiConfig.ts';
import { importCustom } from './customModule.ts';

/** What is called of a Hono app. */
interface WebApp {
  fetch: (request: Request) => Response | Promise<Response>;
  notFound?: (handler: () => Response) => unknown;
}

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
  const { method, url, headers, body } = request;
  const response = await app.fetch(
    new Request(url, { method, headers, ...(body && { body: new Uint8Array(body) }) }),
  );
  const unmatched = response.headers.has(UNMATCHED) || (!app.notFound && response.status === 404);
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
  const app = found as WebApp;
  // LangGraph's server puts its own routes behind the app's, whose answer to what it does not know is never asked for.
  app.notFound?.(() => new Response(null, { status: 404, headers: { [UNMATCHED]: '1' } }));
  return app;
}
