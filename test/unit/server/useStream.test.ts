// @vitest-environment jsdom
import { useStream } from '@langchain/langgraph-sdk/react';
import { act, cleanup, renderHook, waitFor } from '@testing-library/react';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { servedCore } from '../../helpers/servedCore.ts';

afterEach(cleanup);

const input = { log: [], n: 1 };

/** LangGraph's hook, as a page of the person's uses it. */
async function hook(name: string) {
  const core = await servedCore(`test/fixtures/graphs/${name}.ts`);
  const { result } = renderHook(() =>
    useStream<{ log: string[] }>({ apiUrl: core.api, assistantId: name, fetchStateHistory: true }),
  );
  return { core, stream: () => result.current };
}

test('React sees a run that a breakpoint holds as one that goes on', async () => {
  const { core, stream } = await hook('linear');
  const { sessionId, untilThread } = core;
  const second = { node: 'second', when: 'before', enabled: true, verified: false } as const;
  await core.setBreakpoints({ sessionId, breakpoints: [second] });
  onTestFinished(async () => void (await core.setBreakpoints({ sessionId, breakpoints: [] })));
  let submitted = Promise.resolve();
  act(() => {
    submitted = stream().submit(input);
  });
  await waitFor(() => expect(stream().values.log).toEqual(['first']));
  const [{ thread_id } = { thread_id: '' }] = await core.client.threads.search();
  await untilThread(thread_id, ({ state }) => state === 'stopped');
  expect(stream()).toMatchObject({ isLoading: true, error: undefined });
  await core.run({ sessionId, thread_id, input: null, mode: 'continue' });
  await act(() => submitted);
  expect(stream()).toMatchObject({ isLoading: false, error: undefined });
  expect(stream().values.log).toEqual(['first', 'second', 'third']);
  await waitFor(() => expect(stream().history).toHaveLength(5));
});

test('React answers an interrupt', async () => {
  const { stream } = await hook('asks');
  await act(() => stream().submit(input));
  await waitFor(() =>
    expect(stream().interrupt).toMatchObject({ value: { question: 'Where are you?' } }),
  );
  await act(() => stream().submit(undefined, { command: { resume: 'in Rome' } }));
  expect(stream().interrupt).toBeUndefined();
  expect(stream().values).toMatchObject({ log: ['greet', 'ask', 'thank'], answer: 'in Rome' });
});
