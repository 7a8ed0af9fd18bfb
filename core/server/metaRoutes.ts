import { Hono } from 'hono';
import type { ServedProject } from './project.ts';

/** What clients look at first. */
export function metaRoutes({ session }: ServedProject, version: string): Hono {
  const app = new Hono();
  app.get('/ok', (c) => c.json({ ok: true }));
  app.get('/info', (c) =>
    c.json({
      // Clients decide by it what they may ask; it is the version of the server whose API this is.
      version: '1.5.1',
      retrograph_version: version,
      langgraph_js_version: session.info().runner?.langgraphVersion ?? 'unknown',
      context: 'js',
      flags: {
        assistants: true,
        crons: false,
        langsmith: false,
        langsmith_tracing_replicas: false,
      },
    }),
  );
  return app;
}
