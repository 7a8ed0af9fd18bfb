import { Hono } from 'hono';
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
): Hono {
  const app = new Hono();

  /** What its graph is made of; the session has to open it for that. */
  const describe = async (id: string, xray: boolean | number = false) => {
    const { graph_id } = assistants.get(id);
    await session.selectGraph(graph_id);
    return { graph_id, ...(await session.describe(xray)) };
  };

  app.post('/assistants', async (c) =>
    c.json(assistants.create(await bodyOf(c, schemas.assistantCreate))),
  );
  app.post('/assistants/search', async (c) => {
    const query = await bodyOf(c, schemas.assistantSearch);
    const found = assistants.search(query);
    const { offset = 0, limit = 10 } = query;
    const page = found.slice(offset, offset + limit);
    c.header('X-Pagination-Total', String(found.length));
    if (offset + page.length < found.length) {
      c.header('X-Pagination-Next', String(offset + page.length));
    }
    return c.json(page.map((assistant) => pick(assistant, query.select)));
  });
  app.post('/assistants/count', async (c) =>
    c.json(assistants.search(await bodyOf(c, schemas.assistantSearch)).length),
  );
  app.get('/assistants/:id', (c) => c.json(assistants.get(c.req.param('id'))));
  app.patch('/assistants/:id', async (c) =>
    c.json(assistants.update(c.req.param('id'), await bodyOf(c, schemas.assistantPatch))),
  );
  app.delete('/assistants/:id', async (c) => {
    const { assistant_id } = assistants.get(c.req.param('id'));
    assistants.delete(assistant_id);
    if (c.req.query('delete_threads') === 'true') {
      for (const { thread_id } of stored.all()) {
        const { metadata } = threads.get(thread_id);
        if (metadata['assistant_id'] === assistant_id) await threads.delete(thread_id);
      }
    }
    return c.json([assistant_id]);
  });
  app.post('/assistants/:id/versions', async (c) => {
    const { metadata, limit = 10, offset = 0 } = await bodyOf(c, schemas.versionSearch);
    const found = assistants
      .versions(c.req.param('id'))
      .filter((version) => contains(version.metadata, metadata ?? {}));
    return c.json(found.slice(offset, offset + limit));
  });
  app.post('/assistants/:id/latest', async (c) => {
    const { version } = await bodyOf(c, schemas.latestVersion);
    return c.json(assistants.setLatest(c.req.param('id'), version));
  });

  app.get('/assistants/:id/graph', async (c) => {
    const { drawing } = await describe(c.req.param('id'), xrayOf(c.req.query('xray')));
    return c.json(drawing);
  });
  app.get('/assistants/:id/schemas', async (c) => {
    const { graph_id, schemas: all } = await describe(c.req.param('id'));
    return c.json({ graph_id, ...all });
  });
  app.get('/assistants/:id/subgraphs/:namespace?', async (c) => {
    const { subgraphs } = await describe(c.req.param('id'));
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
