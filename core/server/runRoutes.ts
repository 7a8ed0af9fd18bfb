import { Hono, type Context } from 'hono';
import { z } from 'zod';
import type { ServerEnv } from './access.ts';
import { bodyOf, checked, idOf, isOn } from './body.ts';
import { ClientFailure } from './failure.ts';
import type { LiveRun } from './liveRun.ts';
import { createReach } from './reach.ts';
import { streamLog, waitFor } from './respond.ts';
import { createRunLog } from './runLog.ts';
import type { Runs } from './runs.ts';
import { runBatch, runCreate } from './schemas.ts';
import type { ApiThreads } from './threads.ts';

const ACTION = z.enum(['interrupt', 'rollback']);

const page = z.object({
  limit: z.coerce.number().int().gte(1).lte(1000).default(10),
  offset: z.coerce.number().int().gte(0).default(0),
  status: z.string().optional(),
});

const many = z.object({
  thread_id: z.string().nullish(),
  run_ids: z.array(z.string()).nullish(),
  status: z.enum(['pending', 'running', 'all']).nullish(),
});

/** Where a run is found again: the SDK reads its id here, and reconnects to `Location`. */
function headersOf({ record }: LiveRun, threaded: boolean): Record<string, string> {
  const path = `${threaded ? `/threads/${record.thread_id}` : ''}/runs/${record.run_id}`;
  return { 'Content-Location': path, Location: `${path}/stream` };
}

/** `-1`, or nothing, is the beginning. */
function nextAfter(lastEventId: string | undefined): number {
  const last = Number(lastEventId ?? '');
  return lastEventId && Number.isInteger(last) && last >= 0 ? last + 1 : 0;
}

export function runRoutes(runs: Runs, threads: ApiThreads) {
  const app = new Hono<ServerEnv>();
  const reach = createReach(threads);

  /** Ends a run whose client has gone, when it said so. */
  const onGone =
    ({ record }: LiveRun, wanted: boolean) =>
    () => {
      if (wanted) void runs.cancel(record.thread_id, record.run_id, 'interrupt').catch(() => {});
    };
  const threadOf = (c: Context) =>
    c.req.param('thread_id') === undefined ? undefined : idOf(c, 'thread_id');

  const create = async (c: Context<ServerEnv>, how: { last?: boolean } = {}) => {
    const thread_id = threadOf(c);
    const payload = await bodyOf(c, runCreate);
    const run = await runs.create(thread_id, payload, { ...how, access: c.get('access') });
    const headers = headersOf(run, thread_id !== undefined);
    return { run, headers, onGone: onGone(run, payload.on_disconnect === 'cancel') };
  };

  const stream = async (c: Context<ServerEnv>) => {
    const { run, headers, onGone: gone } = await create(c);
    return streamLog(run.log, { headers, from: 0, onGone: gone });
  };
  const wait = async (c: Context<ServerEnv>) => {
    const { run, headers, onGone: gone } = await create(c, { last: true });
    const { Location: _, ...rest } = headers;
    return waitFor(runs.result(run), { headers: rest, onGone: gone });
  };
  const background = async (c: Context<ServerEnv>) => {
    const { run, headers } = await create(c);
    return c.json(run.record, 200, { 'Content-Location': headers['Content-Location'] ?? '' });
  };
  const join = async (c: Context<ServerEnv>) => {
    const thread_id = threadOf(c);
    const run_id = idOf(c, 'run_id');
    if (thread_id !== undefined) await reach(c, 'threads:read');
    const record = runs.get(thread_id, run_id);
    const { fits } = await c.get('access').ask('threads:read', { thread_id: record.thread_id });
    runs.check(record, fits);
    const run = runs.find(thread_id, run_id);
    const only = c.req.queries('stream_mode');
    // What a run streamed before Retrograph was started again is gone.
    const log = run?.log ?? createRunLog();
    if (!run) log.end();
    const path = `${thread_id ? `/threads/${thread_id}` : ''}/runs/${record.run_id}`;
    return streamLog(log, {
      headers: { 'Content-Location': path, Location: `${path}/stream` },
      from: nextAfter(c.req.header('last-event-id')),
      ...(only?.length && { only: [...only, 'metadata', 'error'] }),
      onGone: run ? onGone(run, isOn(c.req.query('cancel_on_disconnect'))) : () => {},
    });
  };

  app.post('/runs/stream', stream);
  app.post('/runs/wait', wait);
  app.post('/runs', background);
  app.post('/runs/batch', async (c) => {
    const payloads = await bodyOf(c, runBatch);
    const access = c.get('access');
    const created = await Promise.all(
      payloads.map((payload) => runs.create(undefined, payload, { access })),
    );
    return c.json(created.map(({ record }) => record));
  });
  app.post('/runs/cancel', async (c) => {
    const { thread_id, run_ids, status } = await bodyOf(c, many);
    const action = checked(ACTION, c.req.query('action') ?? 'interrupt');
    if (!run_ids && !status) {
      throw new ClientFailure(422, 'Say which runs: run_ids, or a status.');
    }
    const asked = { action, metadata: { run_ids, status }, ...(thread_id && { thread_id }) };
    const { fits } = await c.get('access').ask('threads:update', asked);
    await runs.cancelMany(
      (record) =>
        runs.isTheirs(record, fits) &&
        (!thread_id || record.thread_id === thread_id) &&
        (!run_ids || run_ids.includes(record.run_id)) &&
        (!status || status === 'all' || record.status === status),
      action,
    );
    return c.body(null, 204);
  });
  app.all('/runs/crons/*', refuseCrons);
  app.all('/runs/crons', refuseCrons);
  app.all('/threads/:thread_id/runs/crons', refuseCrons);
  app.get('/runs/:run_id/stream', join);

  app.post('/threads/:thread_id/runs/stream', stream);
  app.post('/threads/:thread_id/runs/wait', wait);
  app.post('/threads/:thread_id/runs', background);
  app.get('/threads/:thread_id/runs', async (c) => {
    const { status, ...query } = checked(page, c.req.query());
    await reach(c, 'threads:read');
    const { thread_id } = await reach(c, 'threads:search', { status });
    return c.json(runs.list(thread_id, { ...query, ...(status && { status }) }));
  });
  app.get('/threads/:thread_id/runs/:run_id', async (c) => {
    const run_id = idOf(c, 'run_id');
    const { thread_id } = await reach(c, 'threads:read');
    return c.json(runs.get(thread_id, run_id));
  });
  app.delete('/threads/:thread_id/runs/:run_id', async (c) => {
    const run_id = idOf(c, 'run_id');
    const { thread_id } = await reach(c, 'threads:delete', { run_id });
    runs.delete(thread_id, run_id);
    return c.body(null, 204);
  });
  app.get('/threads/:thread_id/runs/:run_id/join', async (c) => {
    const run_id = idOf(c, 'run_id');
    const { thread_id } = await reach(c, 'threads:read');
    runs.get(thread_id, run_id);
    const run = runs.find(thread_id, run_id);
    const gone = run ? onGone(run, isOn(c.req.query('cancel_on_disconnect'))) : () => {};
    const result = run ? runs.result(run) : Promise.resolve(runs.valuesOf(thread_id));
    return waitFor(result, { headers: {}, onGone: gone });
  });
  app.get('/threads/:thread_id/runs/:run_id/stream', join);
  app.post('/threads/:thread_id/runs/:run_id/cancel', async (c) => {
    const action = checked(ACTION, c.req.query('action') ?? 'interrupt');
    const run_id = idOf(c, 'run_id');
    const metadata = { run_ids: [run_id], status: 'pending' };
    const { thread_id } = await reach(c, 'threads:update', { action, metadata });
    const ended = runs.cancel(thread_id, run_id, action);
    if (!isOn(c.req.query('wait'))) {
      ended.catch(() => {});
      runs.get(thread_id, run_id);
      return c.body(null, 202);
    }
    await ended;
    return c.body(null, 204);
  });
  return app;
}

function refuseCrons(): never {
  throw new ClientFailure(501, 'Scheduled runs are not possible here: start each one yourself.');
}
