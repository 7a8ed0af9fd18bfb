import { Hono, type Context } from 'hono';
import type { z } from 'zod';
import { bodyOf, checked, idOf, isOn } from './body.ts';
import { ClientFailure } from './failure.ts';
import type { ServedProject } from './project.ts';
import type { Runs } from './runs.ts';
import * as schemas from './schemas.ts';
import type { ApiThreads } from './threads.ts';
import { createThreadUpdates } from './threadUpdates.ts';

const nowhere = (thread_id: string) => ({
  values: {},
  next: [],
  tasks: [],
  metadata: {},
  created_at: null,
  checkpoint: { thread_id, checkpoint_ns: '', checkpoint_id: null, checkpoint_map: null },
  parent_checkpoint: null,
});

export function threadRoutes(project: ServedProject, threads: ApiThreads, runs: Runs): Hono {
  const { states } = project;
  const app = new Hono();
  const updates = createThreadUpdates(project, threads, runs);

  /** Throws 404 for a checkpoint that is not there; a thread without any stands nowhere. */
  const stateAt = (
    thread_id: string,
    { checkpoint_id, checkpoint_ns }: { checkpoint_id?: string; checkpoint_ns?: string },
    subgraphs: boolean,
  ) => {
    threads.info(thread_id);
    const key = {
      thread_id,
      ...(checkpoint_id && { checkpoint_id }),
      ...(checkpoint_ns && { checkpoint_ns }),
    };
    const state = states.at(key, { subgraphs });
    if (state) return state;
    if (!checkpoint_id && !checkpoint_ns) return nowhere(thread_id);
    const what = checkpoint_id ? `checkpoint ${checkpoint_id}` : `namespace ${checkpoint_ns}`;
    throw new ClientFailure(404, `The thread has no ${what}.`);
  };
  const history = (c: Context, query: z.output<typeof schemas.history>) => {
    const thread_id = idOf(c, 'thread_id');
    threads.info(thread_id);
    const { limit, before, metadata, checkpoint } = query;
    return c.json(
      states.list({
        thread_id,
        ...(limit !== undefined && { limit }),
        ...(before && { before }),
        ...(metadata && { metadata }),
        ...(checkpoint?.checkpoint_ns && { checkpoint_ns: checkpoint.checkpoint_ns }),
      }),
    );
  };

  app.post('/threads', async (c) => {
    const given = await bodyOf(c, schemas.threadCreate);
    const { thread_id } = threads.create(given);
    await updates.applyAll(thread_id, given.supersteps ?? []);
    return c.json(threads.get(thread_id));
  });
  app.post('/threads/search', async (c) => {
    const query = await bodyOf(c, schemas.threadSearch);
    const { page, total } = threads.search(query);
    c.header('X-Pagination-Total', String(total));
    const next = (query.offset ?? 0) + page.length;
    if (next < total) c.header('X-Pagination-Next', String(next));
    return c.json(page);
  });
  app.post('/threads/count', async (c) =>
    c.json(threads.count(await bodyOf(c, schemas.threadSearch))),
  );
  app.post('/threads/prune', async (c) => {
    const { thread_ids, strategy } = await bodyOf(c, schemas.threadPrune);
    const prune = strategy === 'keep_latest' ? threads.keepLatest : threads.delete;
    for (const thread_id of thread_ids) await prune(thread_id);
    return c.json({ pruned_count: thread_ids.length });
  });
  app.get('/threads/:thread_id', (c) => c.json(threads.get(idOf(c, 'thread_id'))));
  app.patch('/threads/:thread_id', async (c) => {
    const { metadata } = await bodyOf(c, schemas.threadPatch);
    const thread = threads.patch(idOf(c, 'thread_id'), metadata);
    return c.req.header('prefer') === 'return=minimal' ? c.body(null, 204) : c.json(thread);
  });
  app.delete('/threads/:thread_id', async (c) => {
    await threads.delete(idOf(c, 'thread_id'));
    return c.body(null, 204);
  });
  app.post('/threads/:thread_id/copy', (c) => c.json(threads.copy(idOf(c, 'thread_id'))));

  app.get('/threads/:thread_id/state', (c) =>
    c.json(stateAt(idOf(c, 'thread_id'), {}, isOn(c.req.query('subgraphs')))),
  );
  app.get('/threads/:thread_id/state/:checkpoint_id', (c) => {
    const checkpoint_id = idOf(c, 'checkpoint_id');
    return c.json(stateAt(idOf(c, 'thread_id'), { checkpoint_id }, isOn(c.req.query('subgraphs'))));
  });
  app.post('/threads/:thread_id/state/checkpoint', async (c) => {
    const { checkpoint, subgraphs } = await bodyOf(c, schemas.stateAt);
    const { checkpoint_id, checkpoint_ns } = checkpoint ?? {};
    const at = { ...(checkpoint_id && { checkpoint_id }), ...(checkpoint_ns && { checkpoint_ns }) };
    return c.json(stateAt(idOf(c, 'thread_id'), at, subgraphs ?? false));
  });
  app.post('/threads/:thread_id/state', async (c) => {
    const update = await bodyOf(c, schemas.stateUpdate);
    return c.json(await updates.apply(idOf(c, 'thread_id'), update));
  });
  app.patch('/threads/:thread_id/state', async (c) => {
    const { metadata } = await bodyOf(c, schemas.threadPatch);
    return c.json(threads.patch(idOf(c, 'thread_id'), metadata));
  });

  app.get('/threads/:thread_id/history', (c) =>
    history(c, checked(schemas.history, c.req.query())),
  );
  app.post('/threads/:thread_id/history', async (c) =>
    history(c, await bodyOf(c, schemas.history)),
  );
  return app;
}
