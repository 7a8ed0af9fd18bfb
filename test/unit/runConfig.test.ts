import { Annotation, START, StateGraph } from '@langchain/langgraph';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Json } from '../../core/protocol/model.ts';
import { runConfigOf } from '../../core/protocol/runConfig.ts';
import { debuggeeOf } from '../helpers/debuggeeOf.ts';

test.for<[Json, string]>([
  [[], 'A run config is an object: {"context": {…}}.'],
  [{ thread: 1 }, 'A run config has no thread; it has configurable, context, recursionLimit.'],
  [{ configurable: 'a' }, 'configurable is an object with one value a name.'],
  [{ recursionLimit: 0 }, 'recursionLimit is a number of super-steps, 1 or more.'],
])('%j is refused', ([config, message]) => {
  expect(() => runConfigOf(config)).toThrow(
    expect.objectContaining({ code: 'invalidInput', message }) as Error,
  );
});

const State = Annotation.Root({ said: Annotation<unknown>, n: Annotation<number> });

test('a run is given its context, what is configurable, and its limit; the thread stays its own', async () => {
  const graph = new StateGraph(State, z.object({ user: z.string() }))
    .addNode('a', (_, { context, configurable = {} }) => ({
      said: { user: context?.user, model: (configurable as Record<string, unknown>)['model'] },
    }))
    .addEdge(START, 'a')
    .compile();
  const d = await debuggeeOf(graph);
  const config = { context: { user: 'Ada' }, configurable: { model: 'm', thread_id: 'other' } };
  expect(await d.go({ input: { n: 0 }, config })).toBeUndefined();
  expect((await d.state())['said']).toEqual({ user: 'Ada', model: 'm' });
  expect(d.rows().every(({ thread_id }) => thread_id === d.thread_id)).toBe(true);
});

test('its limit counts', async () => {
  const graph = new StateGraph(State)
    .addNode('again', ({ n }) => ({ n: n + 1 }))
    .addEdge(START, 'again')
    .addEdge('again', 'again')
    .compile();
  const d = await debuggeeOf(graph);
  expect(await d.go({ input: { n: 0 }, config: { recursionLimit: 3 } })).toMatchObject({
    reason: 'exception',
    message: 'The run took 3 super-steps without reaching an end, which is its recursion limit.',
  });
});
