import { Hono } from 'hono';
import type { ApiPart } from '../protocol/apiConfig.ts';
import { accessTo, type ServerEnv } from './access.ts';
import { assistantRoutes } from './assistantRoutes.ts';
import { createAssistants } from './assistants.ts';
import { customApp } from './customApp.ts';
import { describeFailure } from './failure.ts';
import { guard } from './guard.ts';
import type { ServedProject } from './project.ts';
import { metaRoutes } from './metaRoutes.ts';
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

/** The LangGraph server API over one session. `leave` when its server is closed. */
export function createApp(project: ServedProject, { version, allowedOrigins }: AppOptions) {
  const assistants = createAssistants(project);
  const threads = createApiThreads(project);
  const runs = createRuns(project, assistants, threads);
  const app = new Hono<ServerEnv>();
  const { config } = project;
  const isOn = (part: ApiPart) => !config?.disabled.includes(part);

  app.use(guard({ ...config, allowedOrigins }));
  app.onError((error, c) => {
    const { status, message, headers, error: ours } = describeFailure(error);
    return c.json({ detail: message, ...(ours && { error: ours }) }, status, headers);
  });
  app.notFound((c) =>
    c.json({ detail: `There is no ${c.req.method} ${c.req.path} in the LangGraph API here.` }, 404),
  );

  if (isOn('meta')) app.route('/', metaRoutes(project, version));
  app.use(async (_, next) => {
    // Which graphs there are is known once the project is open.
    await project.session.settled();
    await next();
  });
  app.use(accessTo(project.session, config?.auth));
  if (config?.app) app.use(customApp(project.session, config.app));
  if (isOn('assistants')) app.route('/', assistantRoutes(project, assistants, threads));
  if (isOn('runs')) app.route('/', runRoutes(runs, threads));
  if (isOn('threads')) app.route('/', threadRoutes(project, threads, runs));
  if (isOn('store')) app.route('/', storeRoutes(project));
  return { app, leave: runs.leave };
}
