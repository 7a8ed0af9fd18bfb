import { randomUUID } from 'node:crypto';
import { Hono, type Context } from 'hono';
import type { z } from 'zod';
import type { ServerEnv } from './access.ts';
import { bodyOf, checked, idOf, isOn } from './body.ts';
import { ClientFailure } from './failure.ts';
import type { ServedProject } from './project.ts';
import { createReach } from './reach.ts';
import type { Runs } from './runs.ts';
import * as schemas from './schemas.ts';
import type { ApiThreads } from './threads.ts';
import { streamThread } from './threadStream.ts';
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

export function threadRoutes(project: ServedProject, threads: ApiThreads, runs: Runs) {
  const { states } = project;
  const app = new Hono<ServerEnv>();
  const reach = createReach(threads);
  const updates = createThreadUpdates(project, threads, runs);

  /** Throws 404 for a checkpoint that is not there; a thread without any stands nowhere. */
  const stateAt = (
    thread_id: string,
    { checkpoint_id, checkpoint_ns }: { checkpoint_id?: string; checkpoint_ns?: string },
    subgraphs: boolean,
  ) => {
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
  const history = async (c: Context<ServerEnv>, query: z.output<typeof schemas.history>) => {
    const { thread_id } = await reach(c, 'threads:read');
    const { limit, before, metadata, checkpoint } = query;
    return c.body(
      states.list({
        thread_id,
        ...(limit !== undefined && { limit }),
        ...(before && { before }),
        ...(metadata && { metadata }),
        ...(checkpoint?.checkpoint_ns && { checkpoint_ns: checkpoint.checkpoint_ns }),
      }),
      200,
      { 'Content-Type': 'application/json' },
    );
  };

  const patch = async (c: Context<ServerEnv>) => {
    const given = await bodyOf(c, schemas.threadPatch);
    const { thread_id, value } = await reach(c, 'threads:update', given);
    return threads.patch(thread_id, value.metadata);
  };
  const subgraphsOf = (c: Context) => isOn(c.req.query('subgraphs'));

  app.post('/threads', async (c) => {
    const { supersteps, ...given } = await bodyOf(c, schemas.threadCreate);
    const { thread_id = randomUUID(), metadata, if_exists } = given;
    const access = c.get('access');
    const asked = await access.ask('threads:create', { thread_id, metadata, if_exists });
    threads.create({ ...asked.value, thread_id, if_exists }, asked.fits);
    if (supersteps) {
      const { fits } = await access.ask('threads:update', { thread_id });
      threads.check(thread_id, fits);
      await updates.applyAll(thread_id, supersteps);
    }
    return c.json(threads.get(thread_id));
  });
  app.post('/threads/search', async (c) => {
    const query = await bodyOf(c, schemas.threadSearch);
    const { fits } = await c.get('access').ask('threads:search', query);
    const { page, total } = threads.search(query, fits);
    c.header('X-Pagination-Total', String(total));
    const next = (query.offset ?? 0) + page.length;
    if (next < total) c.header('X-Pagination-Next', String(next));
    return c.json(page);
  });
  app.post('/threads/count', async (c) => {
    const query = await bodyOf(c, schemas.threadSearch);
    const { fits } = await c.get('access').ask('threads:search', query);
    return c.json(threads.count(query, fits));
  });
  app.post('/threads/prune', async (c) => {
    const { thread_ids, strategy } = await bodyOf(c, schemas.threadPrune);
    const keeps = strategy === 'keep_latest';
    for (const thread_id of thread_ids) {
      const event = keeps ? 'threads:update' : 'threads:delete';
      const { fits } = await c.get('access').ask(event, { thread_id });
      threads.check(thread_id, fits);
      await (keeps ? threads.keepLatest(thread_id) : threads.delete(thread_id));
    }
    return c.json({ pruned_count: thread_ids.length });
  });
  app.get('/threads/:thread_id', async (c) =>
    c.json(threads.get((await reach(c, 'threads:read')).thread_id)),
  );
  app.patch('/threads/:thread_id', async (c) => {
    const thread = await patch(c);
    return c.req.header('prefer') === 'return=minimal' ? c.body(null, 204) : c.json(thread);
  });
  app.delete('/threads/:thread_id', async (c) => {
    const { thread_id } = await reach(c, 'threads:delete');
    await threads.delete(thread_id);
    return c.body(null, 204);
  });
  app.post('/threads/:thread_id/copy', async (c) => {
    const { thread_id } = await reach(c, 'threads:read');
    const { metadata } = threads.get(thread_id);
    await c.get('access').ask('threads:create', { metadata });
    return c.json(threads.copy(thread_id));
  });

  app.get('/threads/:thread_id/stream', async (c) => {
    const { thread_id } = await reach(c, 'threads:read');
    const asked = ['stream_mode', 'stream_modes'].flatMap((name) => c.req.queries(name) ?? []);
    const modes = checked(schemas.threadStreamModes, asked);
    const parts = { runs, updates, stateOf: (id: string) => stateAt(id, {}, false) };
    return streamThread(parts, thread_id, { lastEventId: c.req.header('last-event-id'), modes });
  });

  app.all('/threads/:thread_id/stream/events', refuseProtocol2);
  app.all('/threads/:thread_id/commands', refuseProtocol2);

  app.get('/threads/:thread_id/state', async (c) => {
    const { thread_id } = await reach(c, 'threads:read');
    return c.json(stateAt(thread_id, {}, subgraphsOf(c)));
  });
  app.get('/threads/:thread_id/state/:checkpoint_id', async (c) => {
    const checkpoint_id = idOf(c, 'checkpoint_id');
    const { thread_id } = await reach(c, 'threads:read');
    return c.json(stateAt(thread_id, { checkpoint_id }, subgraphsOf(c)));
  });
  app.post('/threads/:thread_id/state/checkpoint', async (c) => {
    const { checkpoint, subgraphs } = await bodyOf(c, schemas.stateAt);
    const { thread_id } = await reach(c, 'threads:read');
    const { checkpoint_id, checkpoint_ns } = checkpoint ?? {};
    const at = { ...(checkpoint_id && { checkpoint_id }), ...(checkpoint_ns && { checkpoint_ns }) };
    return c.json(stateAt(thread_id, at, subgraphs ?? false));
  });
  app.post('/threads/:thread_id/state', async (c) => {
    const update = await bodyOf(c, schemas.stateUpdate);
    // As LangGraph's server: what a client may not read it may not change.
    await reach(c, 'threads:read');
    const { thread_id } = await reach(c, 'threads:update');
    return c.json(await updates.apply(thread_id, update));
  });
  app.patch('/threads/:thread_id/state', async (c) => c.json(await patch(c)));

  app.get('/threads/:thread_id/history', (c) =>
    history(c, checked(schemas.history, c.req.query())),
  );
  app.post('/threads/:thread_id/history', async (c) =>
    history(c, await bodyOf(c, schemas.history)),
  );
  return app;
}

function refuseProtocol2(): never {
  throw new ClientFailure(
    501,
    "Protocol v2 is not spoken here: use runs.stream, or a client whose streamProtocol is 'legacy', as it is unless told otherwise.",
  );
}
