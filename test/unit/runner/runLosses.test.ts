import { Annotation, START, StateGraph } from '@langchain/langgraph';
import { expect, test } from 'vitest';
import { debuggeeOf } from '../../helpers/debuggeeOf.ts';

const State = Annotation.Root({
  when: Annotation<unknown>(),
  seen: Annotation<unknown[]>({ reducer: (a, b) => a.concat(b), default: () => [] }),
});

const lossy = () =>
  new StateGraph(State)
    .addNode('first', () => ({ when: new Date(0), seen: [{ at: new Date(0) }] }))
    .addNode('second', (state) => {
      const { seen } = state as { seen: Record<string, unknown>[] };
      (seen[0] as Record<string, unknown>)['mutated'] = Number.NaN;
      return { seen: [{ at: new Date(1) }] };
    })
    .addEdge(START, 'first')
    .addEdge('first', 'second')
    .compile();

const whenLost = 'state.when was a Date; LangGraph stores it as text.';
const atLost = 'state.seen[0].at was a Date; LangGraph stores it as text.';

test('what a run loses is said once, in Output and with the task that wrote it', async () => {
  const d = await debuggeeOf(lossy());
  await d.go({ input: {} });
  const lines = d.events.flatMap((event) => (event.type === 'output' ? event.lines : []));
  expect(lines.map(({ text, task }) => [text, task?.node])).toEqual([
    [whenLost, 'first'],
    [atLost, 'first'],
    ['state.seen[0].mutated was NaN; LangGraph stores null in its place.', undefined],
  ]);
  const reports = d.events.flatMap((event) => (event.type === 'tasks' ? event.tasks : []));
  const losses = (node: string) => reports.findLast((task) => task.node === node)?.losses;
  expect(losses('first')).toEqual([whenLost, atLost]);
  expect(losses('second')).toBeUndefined();
});

test('the next run of the thread says it again', async () => {
  const d = await debuggeeOf(lossy());
  await d.go({ input: {} });
  await d.go({ input: {} });
  const lines = d.events.flatMap((event) => (event.type === 'output' ? event.lines : []));
  expect(lines.filter(({ text }) => text === whenLost)).toHaveLength(2);
});

test('an interrupt and the result of a task say nothing of what LangGraph stores for itself', async () => {
  const graph = new StateGraph(State)
    .addNode('fails', () => {
      throw new TypeError('no');
    })
    .addEdge(START, 'fails')
    .compile();
  const d = await debuggeeOf(graph);
  await d.go({ input: {} });
  const lines = d.events.flatMap((event) => (event.type === 'output' ? event.lines : []));
  expect(lines).toEqual([]);
});

test('an item of the store that loses something says it', async () => {
  const graph = new StateGraph(State)
    .addNode('puts', async (_state, { store }) => {
      await store?.put(['a'], 'k', { when: new Date(0) });
      await store?.put(['a'], 'k', { when: new Date(1) });
      return {};
    })
    .addEdge(START, 'puts')
    .compile();
  const d = await debuggeeOf(graph);
  await d.go({ input: {} });
  const lines = d.events.flatMap((event) => (event.type === 'output' ? event.lines : []));
  expect(lines.map(({ text }) => text)).toEqual([
    'item k.when was a Date; LangGraph stores it as text.',
  ]);
});
