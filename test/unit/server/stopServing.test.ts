import { Client } from '@langchain/langgraph-sdk';
import { expect, test } from 'vitest';
import { servedCore } from '../../helpers/servedCore.ts';

const input = { log: [], n: 1 };

test('what clients left is over when the project is not served any more, and can go on', async () => {
  const core = await servedCore('test/fixtures/graphs/linear.ts');
  const { client, sessionId, untilThread } = core;
  const second = { node: 'second', when: 'before', enabled: true, verified: false } as const;
  await core.setBreakpoints({ sessionId, breakpoints: [second] });
  const { thread_id } = await client.threads.create();
  await client.runs.create(thread_id, 'linear', { input });
  await untilThread(thread_id, ({ state }) => state === 'stopped');
  await client.runs.create(thread_id, 'linear', { input, multitaskStrategy: 'enqueue' });

  await core.stopServing({ sessionId });
  await untilThread(thread_id, ({ state, run_id }) => state === 'stopped' && run_id === undefined);

  const { api } = await core.serveProject({ sessionId, port: 0 });
  const again = new Client({ apiUrl: api, apiKey: null, callerOptions: { maxRetries: 0 } });
  expect(await again.runs.list(thread_id)).toMatchObject([
    { status: 'interrupted' },
    { status: 'interrupted' },
  ]);
  expect(await again.threads.get(thread_id)).toMatchObject({ status: 'interrupted' });
  await core.setBreakpoints({ sessionId, breakpoints: [] });
  expect(await again.runs.wait(thread_id, 'linear', { input: null })).toMatchObject({
    log: ['first', 'second', 'third'],
  });
});
