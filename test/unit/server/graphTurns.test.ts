import { expect, test } from 'vitest';
import { servedCore } from '../../helpers/servedCore.ts';

test('a run that was cancelled before it began is in the way of no other graph', async () => {
  const core = await servedCore('examples/langgraph.json');
  const { client, sessionId, untilThread } = core;
  const input = { messages: [{ role: 'user', content: 'What is the weather in Rome?' }] };
  const agent = { node: 'agent', when: 'before', enabled: true, verified: false } as const;
  await core.setBreakpoints({ sessionId, breakpoints: [agent] });
  const { thread_id } = await client.threads.create();
  const first = await client.runs.create(thread_id, 'weather', { input });
  await untilThread(thread_id, ({ state }) => state === 'stopped');
  const queued = { input, multitaskStrategy: 'enqueue' } as const;
  const second = await client.runs.create(thread_id, 'weather', queued);
  await client.runs.cancel(thread_id, second.run_id, true);
  await client.runs.cancel(thread_id, first.run_id, true);
  const values = await client.runs.wait(null, 'weather with interrupt', { input });
  expect(JSON.stringify(values)).toContain('sunny in Rome');
});
