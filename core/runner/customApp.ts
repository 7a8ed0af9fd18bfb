import path from 'node:path';
import type { AppAnswer, AppRef, AppRequest } from '../protocol/apiConfig.ts';
import { StudioError } from '../protocol/errors.ts';
import { importModule } from './loading/importModule.ts';

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

async function load({ file, export: name = 'default' }: AppRef): Promise<WebApp> {
  const module = path.basename(file);
  const exports = await importModule(file).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    const message = `The http app of langgraph.json (${module}) could not be loaded: ${why}.`;
    throw new StudioError('loadFailed', message, { cause: error });
  });
  const app = exports[name] as Partial<WebApp> | undefined;
  if (typeof app?.fetch !== 'function') {
    const message = `The export ${name} of ${module}, the http app of langgraph.json, has no fetch.`;
    throw new StudioError('invalidConfig', message);
  }
  // LangGraph's server puts its own routes behind the app's, whose answer to what it does not know is never asked for.
  app.notFound?.(() => new Response(null, { status: 404, headers: { [UNMATCHED]: '1' } }));
  return app as WebApp;
}
