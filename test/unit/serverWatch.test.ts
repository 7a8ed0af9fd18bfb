import { onTestFinished, expect, test } from 'vitest';
import { createServerAdapter } from '../../core/adapters/serverAdapter.ts';
import type { EventBody } from '../../core/protocol/events.ts';
import type { ThreadInfo } from '../../core/protocol/model.ts';
import { createSession } from '../../core/session/session.ts';
import { flakyProxy } from '../helpers/flakyProxy.ts';
import { closedGate } from '../helpers/gate.ts';
import { servedCore } from '../helpers/servedCore.ts';
import { storageFor } from '../helpers/storage.ts';

/** A session on a server of a waiting graph, and another client of that server. */
async function watching() {
  const { api, client } = await servedCore('test/fixtures/graphs/slow.ts');
  const proxy = await flakyProxy(api);
  onTestFinished(proxy.close);
  const { url } = proxy;
  const adapter = createServerAdapter({ access: { url }, watchEvery: 5, patience: [1] });
  const events: EventBody[] = [];
  let look = () => {};
  const session = createSession({
    project: { root: url, name: url, target: url },
    projectKey: url,
    adapter,
    storage: storageFor(),
    emit: (event) => {
      events.push(event);
      look();
    },
  });
  onTestFinished(() => session.close());
  await session.open();
  const until = <T>(found: () => T | undefined): Promise<T> =>
    new Promise((resolve) => {
      look = () => {
        const it = found();
        if (it !== undefined) resolve(it);
      };
      look();
    });
  const untilThread = (thread_id: string, fits: (thread: ThreadInfo) => boolean) =>
    until(() => {
      const last = events.findLast(
        (event) => event.type === 'thread' && event.thread.thread_id === thread_id,
      );
      return last?.type === 'thread' && fits(last.thread) ? last.thread : undefined;
    });
  const graphId = session.info().graphId ?? '';
  const { gate } = closedGate();
  /** Another client has a thread run until it waits. */
  const theirs = async () => {
    const { thread_id } = await client.threads.create({ graphId });
    const { run_id } = await client.runs.create(thread_id, graphId, { input: { gate } });
    await until(() =>
      events.find(
        (event) =>
          event.type === 'checkpoint' &&
          event.row.thread_id === thread_id &&
          event.row.next.includes('wait'),
      ),
    );
    return { thread_id, run_id };
  };
  /** Until all threads were looked at: after one new thread was seen, and before the next. */
  const round = async () => {
    for (let seen = 0; seen < 2; seen += 1) {
      const { thread_id } = await client.threads.create({ graphId });
      await untilThread(thread_id, () => true);
    }
  };
  const standing = (thread_id: string) => adapter.ledger.thread(thread_id).stopped;
  const isAway = () => (session.info().responsive ? undefined : true);
  return { session, client, proxy, gate, until, untilThread, theirs, round, standing, isAway };
}

test('why a run from here stopped stays until somebody else goes on', async () => {
  const { session, client, gate, untilThread, round, standing } = await watching();
  const { thread_id } = await session.createThread();
  await session.run({ thread_id, input: { gate }, mode: 'stepOver' });
  const { stopped } = await untilThread(thread_id, ({ state }) => state === 'stopped');
  expect(stopped).toMatchObject({ reason: 'step', nodes: ['before'] });

  await round();
  expect(standing(thread_id)).toEqual(stopped);

  await session.updateState({ thread_id, values: { gate: 'other' }, asNode: 'before' });
  await round();
  expect(standing(thread_id)).toMatchObject({ reason: 'step', nodes: ['wait'] });

  await client.threads.updateState(thread_id, { values: { gate }, asNode: 'wait' });
  const { stopped: now } = await untilThread(
    thread_id,
    ({ stopped: is }) => is?.nodes[0] === 'after',
  );
  expect(now).toMatchObject({ reason: 'breakpoint', when: 'before' });
});

test('Stop cancels what another client runs', async () => {
  const { session, client, untilThread, theirs } = await watching();
  const { thread_id, run_id } = await theirs();
  await session.stop(thread_id);
  const { stopped } = await untilThread(thread_id, ({ state }) => state !== 'running');
  expect(stopped).toMatchObject({ reason: 'pause', nodes: ['wait'] });
  expect(await client.runs.get(thread_id, run_id)).toMatchObject({ status: 'interrupted' });
});

test('a server that was away is connected again at once, also with runs of others under way', async () => {
  const { session, proxy, gate, until, theirs } = await watching();
  await theirs();
  const { thread_id } = await session.createThread();
  await session.run({ thread_id, input: { gate }, mode: 'continue' });
  proxy.down();
  await until(() => (session.info().phase === 'terminated' ? true : undefined));
  proxy.up();
  await session.reload();
  expect(session.info()).toMatchObject({ phase: 'ready', graphId: 'slow' });
});

test('a thread that went while the server was away does not run any more', async () => {
  const { client, proxy, until, untilThread, theirs, isAway } = await watching();
  const { thread_id, run_id } = await theirs();
  proxy.down();
  await until(isAway);
  await client.runs.cancel(thread_id, run_id, true);
  await client.threads.delete(thread_id);
  proxy.up();
  expect(await untilThread(thread_id, ({ state }) => state !== 'running')).toMatchObject({
    state: 'idle',
  });
});
