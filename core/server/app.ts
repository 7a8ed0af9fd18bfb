import { Hono } from 'hono';
import { assistantRoutes } from './assistantRoutes.ts';
import { createAssistants } from './assistants.ts';
import { describeFailure } from './failure.ts';
import { guard } from './guard.ts';
import type { ServedProject } from './project.ts';
import { runRoutes } from './runRoutes.ts';
import { createRuns } from './runs.ts';
import { storeRoutes } from './storeRoutes.ts';
import { threadRoutes } from './threadRoutes.ts';
import { createApiThreads } from './threads.ts';

export interface AppOptions {
  version: string;
  /** Origins of pages elsewhere that may use the server, as the settings say now. */
  allowedOrigins: () => readonly string[];
}

/** The LangGraph server API over one session. */
export function createApp(project: ServedProject, { version, allowedOrigins }: AppOptions): Hono {
  const assistants = createAssistants(project);
  const threads = createApiThreads(project);
  const runs = createRuns(project, assistants, threads);
  const app = new Hono();

  app.use(guard(allowedOrigins));
  app.onError((error, c) => {
    const { status, message, error: ours } = describeFailure(error);
    return c.json({ detail: message, ...(ours && { error: ours }) }, status);
  });
  app.notFound((c) =>
    c.json({ detail: `There is no ${c.req.method} ${c.req.path} in the LangGraph API here.` }, 404),
  );

  app.get('/ok', (c) => c.json({ ok: true }));
  app.get('/info', (c) =>
    c.json({
      // Clients decide by it what they may ask; it is the version of the server whose API this is.
      version: '1.5.1',
      retrograph_version: version,
      langgraph_js_version: project.session.info().runner?.langgraphVersion ?? 'unknown',
      context: 'js',
      flags: {
        assistants: true,
        crons: false,
        langsmith: false,
        langsmith_tracing_replicas: false,
      },
    }),
  );
  app.use(async (_, next) => {
    // Which graphs there are is known once the project is open.
    await project.session.settled();
    await next();
  });
  app.route('/', assistantRoutes(project, assistants, threads));
  app.route('/', threadRoutes(project, threads, runs));
  app.route('/', runRoutes(runs));
  app.route('/', storeRoutes(project));
  return app;
}
