import { Annotation, END, interrupt, START, StateGraph } from '@langchain/langgraph';
import { describe, expect, test } from 'vitest';
import { debuggeeOf, failure } from '../../helpers/debuggeeOf.ts';

const Log = Annotation.Root({
  log: Annotation<string[]>({ reducer: (a, b) => a.concat(b), default: () => [] }),
});
const says = (name: string) => () => ({ log: [name] });
const asks = (name: string) => () => ({ log: [`${name}=${String(interrupt({ ask: name }))}`] });
const input = { log: [] };

const one = () =>
  new StateGraph(Log)
    .addNode('a', says('a'))
    .addNode('ask', asks('ask'))
    .addNode('z', says('z'))
    .addEdge(START, 'a')
    .addEdge('a', 'ask')
    .addEdge('ask', 'z')
    .addEdge('z', END);

const two = () =>
  new StateGraph(Log)
    .addNode('q1', asks('q1'))
    .addNode('q2', asks('q2'))
    .addNode('plain', says('plain'))
    .addEdge(START, 'q1')
    .addEdge(START, 'q2')
    .addEdge(START, 'plain')
    .compile();

type D = Awaited<ReturnType<typeof debuggeeOf>>;
const idOf = (d: D, node: string) => d.task(node).interrupts[0]?.id ?? '';

describe('an interrupt', () => {
  test('is shown with its payload, and answered by its id', async () => {
    const d = await debuggeeOf(one().compile());
    expect(await d.go({ input })).toEqual({
      reason: 'interrupt',
      nodes: ['ask'],
      checkpoint_id: d.rows()[0]?.checkpoint_id,
      checkpoint_ns: '',
    });
    const { id, interrupts } = d.task('ask');
    expect(interrupts).toEqual([
      { id: idOf(d, 'ask'), value: { ask: 'ask' }, task_id: id, node: 'ask', checkpoint_ns: '' },
    ]);
    expect(
      await d.go({ command: { resume: { [idOf(d, 'ask')]: { yes: true } } } }),
    ).toBeUndefined();
    expect((await d.state())['log']).toEqual(['a', 'ask=[object Object]', 'z']);
  });

  test.each([[''], [0], [false], [null]])('can be answered with %j', async (answer) => {
    const graph = new StateGraph(Annotation.Root({ got: Annotation<unknown> }))
      .addNode('ask', () => ({ got: { answer: interrupt('?') } }))
      .addEdge(START, 'ask')
      .compile();
    const d = await debuggeeOf(graph);
    await d.go({ input: {} });
    expect(await d.go({ command: { resume: { [idOf(d, 'ask')]: answer } } })).toBeUndefined();
    expect(await d.state()).toEqual({ got: { answer } });
  });

  test('twice in one node asks one after the other', async () => {
    const graph = new StateGraph(Log)
      .addNode('ask', () => {
        const first = interrupt<string, string>('first');
        return { log: [first + interrupt<string, string>('second')] };
      })
      .addEdge(START, 'ask')
      .compile();
    const d = await debuggeeOf(graph);
    await d.go({ input });
    expect(d.task('ask').interrupts).toMatchObject([{ value: 'first' }]);
    await d.go({ command: { resume: { [idOf(d, 'ask')]: 'A' } } });
    expect(d.task('ask').interrupts).toMatchObject([{ value: 'second' }]);
    await d.go({ command: { resume: { [idOf(d, 'ask')]: 'B' } } });
    expect((await d.state())['log']).toEqual(['AB']);
  });

  test('inside a subgraph is the inner node’s', async () => {
    const graph = new StateGraph(Log)
      .addNode('sub', one().compile())
      .addEdge(START, 'sub')
      .compile();
    const d = await debuggeeOf(graph);
    const stopped = await d.go({ input });
    expect(stopped).toMatchObject({ reason: 'interrupt', nodes: ['sub:ask'] });
    expect(stopped?.checkpoint_ns).toMatch(/^sub:/);
    expect(d.task('sub')).toMatchObject({ status: 'interrupted', interrupts: [] });
    expect(d.task('sub:ask').interrupts).toHaveLength(1);
    await d.go({ command: { resume: { [idOf(d, 'sub:ask')]: 'yes' } } });
    expect((await d.state())['log']).toEqual(['a', 'ask=yes', 'z']);
  });

  test('carries any value as JSON', async () => {
    const { HumanMessage } = await import('@langchain/core/messages');
    const graph = new StateGraph(Log)
      .addNode('ask', () => {
        interrupt({ message: new HumanMessage('hi'), tags: new Set(['x']), none: undefined });
        return {};
      })
      .addEdge(START, 'ask')
      .compile();
    const d = await debuggeeOf(graph);
    await d.go({ input });
    expect(d.task('ask').interrupts[0]?.value).toEqual({
      message: { type: 'human', content: 'hi' },
      tags: ['x'],
    });
  });
});

describe('several interrupts', () => {
  test('get their answers one by one; finished siblings do not run again', async () => {
    const d = await debuggeeOf(two());
    expect(await d.go({ input })).toMatchObject({ reason: 'interrupt', nodes: ['q1', 'q2'] });
    const [first, second] = [idOf(d, 'q1'), idOf(d, 'q2')];
    expect(await d.go({ command: { resume: { [second]: 'B' } } })).toMatchObject({ nodes: ['q1'] });
    expect(idOf(d, 'q1')).toBe(first);
    expect(await d.go({ command: { resume: { [first]: 'A' } } })).toBeUndefined();
    expect(((await d.state())['log'] as string[]).sort()).toEqual(['plain', 'q1=A', 'q2=B']);
    expect(d.statuses('plain').filter((status) => status === 'running')).toHaveLength(1);
  });

  test('get their answers together', async () => {
    const d = await debuggeeOf(two());
    await d.go({ input });
    const resume = { [idOf(d, 'q1')]: 'A', [idOf(d, 'q2')]: 'B' };
    expect(await d.go({ command: { resume } })).toBeUndefined();
    expect(((await d.state())['log'] as string[]).sort()).toEqual(['plain', 'q1=A', 'q2=B']);
  });
});

describe('an interrupt that was answered', () => {
  test('is asked again from its checkpoint, and the first answer’s line stays', async () => {
    const d = await debuggeeOf(one().compile());
    await d.go({ input });
    const asked = d.rows()[0]?.checkpoint_id ?? '';
    const id = idOf(d, 'ask');
    await d.go({ command: { resume: { [id]: 'one' } } });
    const rows = d.rows().length;
    expect(
      await d.go({ checkpoint_id: asked, command: { resume: { [id]: 'two' } } }),
    ).toBeUndefined();
    expect((await d.state())['log']).toEqual(['a', 'ask=two', 'z']);
    expect(d.rows().length).toBeGreaterThan(rows);
    expect(d.rows().map(({ source }) => source)).toContain('fork');
    expect(d.statuses('a').filter((status) => status === 'running')).toHaveLength(1);
  });

  test('a breakpoint still stops what comes after the answer', async () => {
    const d = await debuggeeOf(one().compile());
    await d.go({ input });
    const asked = d.rows()[0]?.checkpoint_id ?? '';
    const id = idOf(d, 'ask');
    await d.go({ command: { resume: { [id]: 'one' } } });
    await d.breakOn('before ask', 'before z');
    const again = { checkpoint_id: asked, command: { resume: { [id]: 'two' } } };
    expect(await d.go(again)).toMatchObject({ reason: 'breakpoint', nodes: ['z'] });
  });
});

describe('answers that fit nothing', () => {
  test('are refused, and nothing runs', async () => {
    const d = await debuggeeOf(one().compile());
    expect(await failure(d.go({ command: { resume: { x: 1 } } }))).toMatchObject({
      code: 'unknownInterrupt',
    });
    await d.go({ input });
    const id = idOf(d, 'ask');
    const error = await failure(d.go({ command: { resume: { [id]: 1, x: 2 } } }));
    expect(error).toMatchObject({ code: 'unknownInterrupt' });
    expect(error.message).toContain(`waiting: ${id} in ask`);
    expect(await failure(d.go({ command: { resume: {} } }))).toMatchObject({
      code: 'unknownInterrupt',
    });
    await d.go({ command: { resume: { [id]: 'ok' } } });
    expect(await failure(d.go({ command: { resume: { [id]: 'late' } } }))).toMatchObject({
      code: 'unknownInterrupt',
    });
  });
});
