import { Hono, type Context } from 'hono';
import type { AuthEvent } from '../protocol/apiAuth.ts';
import type { Permit, ServerEnv } from './access.ts';
import { bodyOf } from './body.ts';
import type { Assistants } from './assistants.ts';
import { ClientFailure } from './failure.ts';
import { contains, pick, type ServedProject } from './project.ts';
import type { ApiThreads } from './threads.ts';
import * as schemas from './schemas.ts';

/** `true`, or a depth. */
function xrayOf(text: string | undefined): boolean | number {
  const depth = Number(text);
  return text !== undefined && Number.isInteger(depth) ? depth : text === 'true';
}

export function assistantRoutes(
  { session, threads: stored }: ServedProject,
  assistants: Assistants,
  threads: ApiThreads,
) {
  const app = new Hono<ServerEnv>();

  /** The assistant that a route names. Throws 404 for one that is not there, and the same for one that is not the client's. */
  const reach = async <V extends object = object>(
    c: Context<ServerEnv>,
    event: AuthEvent,
    about?: V,
  ) => {
    const { assistant_id, metadata } = assistants.get(c.req.param('id') ?? '');
    const asked = { ...(about as V), assistant_id };
    const { value, fits }: Permit<V> = await c.get('access').ask(event, asked);
    if (!fits(metadata)) throw assistants.missing(c.req.param('id') ?? '');
    return { assistant_id, value };
  };

  /** What its graph is made of; the session has to open it for that. */
  const describe = async (c: Context<ServerEnv>, xray: boolean | number = false) => {
    const { assistant_id } = await reach(c, 'assistants:read');
    const { graph_id } = assistants.get(assistant_id);
    await session.selectGraph(graph_id);
    return { graph_id, ...(await session.describe(xray)) };
  };

  app.post('/assistants', async (c) => {
    const given = await bodyOf(c, schemas.assistantCreate);
    const { value, fits } = await c.get('access').ask('assistants:create', given);
    return c.json(assistants.create({ ...given, metadata: value.metadata }, fits));
  });
  app.post('/assistants/search', async (c) => {
    const query = await bodyOf(c, schemas.assistantSearch);
    const { fits } = await c.get('access').ask('assistants:search', query);
    const found = assistants.search(query, fits);
    const { offset = 0, limit = 10 } = query;
    const page = found.slice(offset, offset + limit);
    c.header('X-Pagination-Total', String(found.length));
    if (offset + page.length < found.length) {
      c.header('X-Pagination-Next', String(offset + page.length));
    }
    return c.json(page.map((assistant) => pick(assistant, query.select)));
  });
  app.post('/assistants/count', async (c) => {
    const query = await bodyOf(c, schemas.assistantSearch);
    const { fits } = await c.get('access').ask('assistants:search', query);
    return c.json(assistants.search(query, fits).length);
  });
  app.get('/assistants/:id', async (c) =>
    c.json(assistants.get((await reach(c, 'assistants:read')).assistant_id)),
  );
  app.patch('/assistants/:id', async (c) => {
    const changes = await bodyOf(c, schemas.assistantPatch);
    const { assistant_id, value } = await reach(c, 'assistants:update', changes);
    return c.json(assistants.update(assistant_id, { ...changes, metadata: value.metadata }));
  });
  app.delete('/assistants/:id', async (c) => {
    const { assistant_id } = await reach(c, 'assistants:delete');
    assistants.delete(assistant_id);
    if (c.req.query('delete_threads') === 'true') {
      for (const { thread_id } of stored.all()) {
        const { metadata } = threads.get(thread_id);
        if (metadata['assistant_id'] !== assistant_id) continue;
        const { fits } = await c.get('access').ask('threads:delete', { thread_id });
        if (fits(metadata)) await threads.delete(thread_id);
      }
    }
    return c.json([assistant_id]);
  });
  app.post('/assistants/:id/versions', async (c) => {
    const { metadata, limit = 10, offset = 0 } = await bodyOf(c, schemas.versionSearch);
    const { assistant_id } = await reach(c, 'assistants:read');
    const found = assistants
      .versions(assistant_id)
      .filter((version) => contains(version.metadata, metadata ?? {}));
    return c.json(found.slice(offset, offset + limit));
  });
  app.post('/assistants/:id/latest', async (c) => {
    const { version } = await bodyOf(c, schemas.latestVersion);
    const { assistant_id } = await reach(c, 'assistants:update', { version });
    return c.json(assistants.setLatest(assistant_id, version));
  });

  app.get('/assistants/:id/graph', async (c) => {
    const { drawing } = await describe(c, xrayOf(c.req.query('xray')));
    return c.json(drawing);
  });
  app.get('/assistants/:id/schemas', async (c) => {
    const { graph_id, schemas: all } = await describe(c);
    return c.json({ graph_id, ...all });
  });
  app.get('/assistants/:id/subgraphs/:namespace?', async (c) => {
    const { subgraphs } = await describe(c);
    const wanted = c.req.param('namespace');
    const recurse = c.req.query('recurse') === 'true';
    const found = Object.entries(subgraphs).filter(([ns]) =>
      wanted === undefined ? recurse || !ns.includes('|') : ns === wanted,
    );
    if (wanted !== undefined && found.length === 0) {
      throw new ClientFailure(404, `The graph has no subgraph ${wanted}.`);
    }
    return c.json(Object.fromEntries(found));
  });
  return app;
}
