import { expect, onTestFinished, test } from 'vitest';
import { servedCore } from '../../helpers/servedCore.ts';

const linear = 'test/fixtures/graphs/linear.ts';
const input = { log: [], n: 1 };

async function stream(options: Parameters<typeof read>[2] = {}) {
  const served = await servedCore(linear);
  const { thread_id } = await served.client.threads.create();
  return { ...served, thread_id, events: read(served.client, thread_id, options) };
}

type Client = Awaited<ReturnType<typeof servedCore>>['client'];

function read(
  client: Client,
  thread_id: string,
  options: Parameters<Client['threads']['joinStream']>[1] = {},
) {
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const { signal } = leaving;
  return client.threads.joinStream(thread_id, { ...options, signal });
}

/** Events up to the end of `runs` runs. */
async function untilDone(events: ReturnType<typeof read>, runs = 1) {
  const seen = [];
  let left = runs;
  while (left > 0) {
    const { value, done } = await events.next();
    if (done) throw new Error('The stream ended.');
    seen.push(value);
    if (value.event === 'metadata' && value.data.status === 'run_done') left -= 1;
  }
  return seen;
}

const names = (events: { event: string }[]) => events.map(({ event }) => event);

test('a thread is followed through its runs, and again from where its stream was left', async () => {
  const { client, thread_id, events } = await stream({ lastEventId: '-' });
  const options = { input, streamMode: 'updates' as const };
  const first = await client.runs.create(thread_id, 'linear', options);
  await client.runs.join(thread_id, first.run_id);
  const seen = await untilDone(events);
  expect(names(seen)).toEqual(['metadata', 'updates', 'updates', 'updates', 'metadata']);
  expect(seen[0]?.data).toMatchObject({ run_id: first.run_id });
  expect(seen.at(-1)?.data).toEqual({ status: 'run_done', run_id: first.run_id });

  const second = await client.runs.create(thread_id, 'linear', options);
  const [begun, ...rest] = await untilDone(events);
  expect(begun?.data).toMatchObject({ run_id: second.run_id });

  const again = read(client, thread_id, { lastEventId: seen[2]?.id ?? '' });
  expect(await untilDone(again, 2)).toEqual([...seen.slice(3), begun, ...rest]);
});

test('only the beginnings and ends of runs, or updates of the state, where no more is asked for', async () => {
  const { client, thread_id, events } = await stream({
    lastEventId: '-',
    streamMode: ['lifecycle', 'state_update'],
  });
  await client.runs.wait(thread_id, 'linear', { input });
  expect(names(await untilDone(events))).toEqual(['metadata', 'metadata']);
  await client.threads.updateState(thread_id, { values: { n: 7 }, asNode: 'third' });
  const { value } = await events.next();
  expect(value).toMatchObject({ event: 'state_update', data: { thread_id } });
  expect(value?.data.state.values.n).toBe(7);
});

test('what is no stream of a thread is refused', async () => {
  const { ask, thread_id } = await stream();
  expect(await ask(`/threads/${crypto.randomUUID()}/stream`)).toMatchObject({ status: 404 });
  expect(await ask(`/threads/${thread_id}/stream?stream_mode=values`)).toMatchObject({
    status: 422,
  });
});
