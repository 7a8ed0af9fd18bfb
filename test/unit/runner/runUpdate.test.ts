import {
  Annotation,
  END,
  interrupt,
  MessagesAnnotation,
  Send,
  START,
  StateGraph,
} from '@langchain/langgraph';
import { describe, expect, test } from 'vitest';
import { debuggeeOf, failure } from '../../helpers/debuggeeOf.ts';

const Log = Annotation.Root({
  log: Annotation<string[]>({ reducer: (a, b) => a.concat(b), default: () => [] }),
  n: Annotation<number>({ reducer: (_, b) => b, default: () => 0 }),
});
const says = (name: string) => () => ({ log: [name] });
const input = { log: [] };

const linear = () =>
  new StateGraph(Log)
    .addNode('a', says('a'))
    .addNode('b', says('b'))
    .addNode('c', says('c'))
    .addEdge(START, 'a')
    .addEdge('a', 'b')
    .addEdge('b', 'c')
    .addEdge('c', END);

const log = async (d: Awaited<ReturnType<typeof debuggeeOf>>) => (await d.state())['log'];

describe('an update', () => {
  test('as a node makes a checkpoint, says what is next, and the run goes on from it', async () => {
    const d = await debuggeeOf(linear().compile());
    await d.breakOn('before b');
    await d.go({ input });
    const made = await d.update({ log: ['by hand'] }, { asNode: 'b' });
    const [row] = d.rows();
    expect(row).toMatchObject({ ...made, source: 'update', asNode: 'b', changed: ['log'] });
    expect(d.task('c')).toMatchObject({ status: 'next', checkpoint_id: made.checkpoint_id });
    expect(await d.go()).toBeUndefined();
    expect(await log(d)).toEqual(['a', 'by hand', 'c']);
    expect(d.statuses('b')).toEqual(['next']);
  });

  test('of an old checkpoint is a fork, and the old line stays', async () => {
    const d = await debuggeeOf(linear().compile());
    await d.go({ input });
    const old = d.rows().find((row) => row.step === 1);
    const rows = d.rows().length;
    const made = await d.update(
      { log: ['fork'] },
      { checkpoint_id: old?.checkpoint_id ?? '', asNode: 'a' },
    );
    expect(d.rows()).toHaveLength(rows + 1);
    expect(d.rows()[0]).toMatchObject({
      checkpoint_id: made.checkpoint_id,
      parent_checkpoint_id: old?.checkpoint_id,
    });
    expect(await d.go()).toBeUndefined();
    expect(await log(d)).toEqual(['a', 'fork', 'b', 'c']);
  });

  test.each([
    ['__start__', null, ['a']],
    ['__copy__', null, ['b']],
    ['__end__', null, []],
    ['a', null, ['b']],
  ])('as %s with %j', async (asNode, values, next) => {
    const d = await debuggeeOf(linear().compile());
    await d.breakOn('before b');
    await d.go({ input });
    await d.update(values, { asNode });
    expect(await d.next()).toEqual(next);
  });

  test('with nothing, as nobody, copies the checkpoint', async () => {
    const d = await debuggeeOf(linear().compile());
    await d.breakOn('before b');
    await d.go({ input });
    await d.update(null);
    expect(await d.next()).toEqual(['b']);
  });

  test('before the first run', async () => {
    const d = await debuggeeOf(linear().compile());
    await d.update({ log: ['x'] }, { asNode: '__start__' });
    expect(await d.go()).toBeUndefined();
    expect(await log(d)).toEqual(['x', 'a', 'b', 'c']);
  });

  test('of messages given as their parts', async () => {
    const graph = new StateGraph(MessagesAnnotation)
      .addNode('a', () => ({}))
      .addEdge(START, 'a')
      .compile();
    const d = await debuggeeOf(graph);
    await d.go({ input: { messages: [{ role: 'user', content: 'hi', id: 'one' }] } });
    await d.update(
      { messages: [{ type: 'human', content: 'edited', id: 'one' }] },
      { asNode: 'a' },
    );
    await d.update(
      { messages: [{ type: 'ai', content: 'added', tool_calls: [] }] },
      { asNode: 'a' },
    );
    const messages = (await d.state())['messages'] as { getType: () => string; content: string }[];
    expect(messages.map((one) => [one.getType(), one.content])).toEqual([
      ['human', 'edited'],
      ['ai', 'added'],
    ]);
  });
});

describe('an update of a failed step', () => {
  const failing = () =>
    new StateGraph(Log)
      .addNode('ok', says('ok'))
      .addNode('bad', async ({ n }) => {
        await new Promise(setImmediate);
        if (n === 0) throw new Error('kaboom');
        return { log: ['bad'] };
      })
      .addNode('z', says('z'))
      .addEdge(START, 'ok')
      .addEdge(START, 'bad')
      .addEdge(['ok', 'bad'], 'z')
      .compile();

  test('is refused as nobody’s: it would pass for the sibling’s, and the failed task be lost', async () => {
    const d = await debuggeeOf(failing());
    await d.go({ input });
    const rows = d.rows().length;
    expect(await failure(d.update({ n: 1 }))).toMatchObject({
      code: 'ambiguousUpdate',
      message: 'ok has finished and bad not: it is not clear whose update this is.',
    });
    expect(d.rows()).toHaveLength(rows);
  });

  test('as the failed node is its output: the sibling’s is kept', async () => {
    const d = await debuggeeOf(failing());
    await d.go({ input });
    const head = d.rows()[0]?.checkpoint_id ?? '';
    await d.update({ log: ['by hand'] }, { asNode: 'bad', checkpoint_id: head });
    expect(await d.next()).toEqual(['z']);
    expect(await d.go()).toBeUndefined();
    expect(((await log(d)) as string[]).sort()).toEqual(['by hand', 'ok', 'z']);
  });

  test('of a node that failed alone needs no name: it runs again', async () => {
    const graph = new StateGraph(Log)
      .addNode('a', says('a'))
      .addNode('bad', ({ n }) => {
        if (n === 0) throw new Error('kaboom');
        return { log: ['bad'] };
      })
      .addEdge(START, 'a')
      .addEdge('a', 'bad')
      .compile();
    const d = await debuggeeOf(graph);
    await d.go({ input });
    await d.update({ n: 5 });
    expect(d.task('bad').status).toBe('next');
    expect(await d.go()).toBeUndefined();
    expect(await log(d)).toEqual(['a', 'bad']);
  });

  test('is refused as nobody’s after siblings finished together', async () => {
    const graph = new StateGraph(Log)
      .addNode('p', says('p'))
      .addNode('q', says('q'))
      .addNode('z', says('z'))
      .addEdge(START, 'p')
      .addEdge(START, 'q')
      .addEdge(['p', 'q'], 'z')
      .compile();
    const d = await debuggeeOf(graph);
    await d.breakOn('before z');
    await d.go({ input });
    expect(await failure(d.update({ n: 1 }))).toMatchObject({
      code: 'ambiguousUpdate',
      message: 'p, q finished together: it is not clear whose update this is.',
    });
  });

  test('of a Send fan-out with one answer missing', async () => {
    const graph = new StateGraph(Log)
      .addNode('plan', says('plan'))
      .addNode('work', (s: { i?: number }) => ({
        log: [s.i === 1 ? interrupt<string, string>('?') : `w${s.i}`],
      }))
      .addEdge(START, 'plan')
      .addConditionalEdges('plan', () => [0, 1].map((i) => new Send('work', { i })), ['work'])
      .compile();
    const d = await debuggeeOf(graph);
    await d.go({ input });
    expect(await failure(d.update({ n: 1 }))).toMatchObject({ code: 'ambiguousUpdate' });
  });
});

describe('inside a subgraph', () => {
  const nested = () => {
    const inner = new StateGraph(Log)
      .addNode('i1', says('i1'))
      .addNode('i2', () => ({ log: [`i2=${interrupt<string, string>('?')}`] }))
      .addNode('i3', says('i3'))
      .addEdge(START, 'i1')
      .addEdge('i1', 'i2')
      .addEdge('i2', 'i3')
      .compile();
    return new StateGraph(Log)
      .addNode('sub', inner)
      .addNode('post', says('post'))
      .addEdge(START, 'sub')
      .addEdge('sub', 'post')
      .compile();
  };

  test('an update as the node that asks skips it', async () => {
    const d = await debuggeeOf(nested());
    const stopped = await d.go({ input });
    const checkpoint_ns = stopped?.checkpoint_ns ?? '';
    expect(checkpoint_ns).toMatch(/^sub:/);
    const made = await d.update({ log: ['hand'] }, { checkpoint_ns, asNode: 'i2' });
    expect(made.checkpoint_ns).toBe(checkpoint_ns);
    expect(d.task('sub:i3').status).toBe('next');
    expect(d.task('sub')).toMatchObject({ status: 'next', interrupts: [] });
    expect(await d.go()).toBeUndefined();
    expect(await log(d)).toEqual(['i1', 'hand', 'i3', 'post']);
  });

  test('names are those of the subgraph', async () => {
    const d = await debuggeeOf(nested());
    const checkpoint_ns = (await d.go({ input }))?.checkpoint_ns ?? '';
    expect(await failure(d.update({ log: [] }, { checkpoint_ns, asNode: 'post' }))).toMatchObject({
      code: 'unknownNode',
      message: 'There is no node post; there are i1, i2, i3.',
    });
  });
});

test('what JSON lacks is given as the record that LangGraph writes of it', async () => {
  const Bag = Annotation.Root({ bag: Annotation<Map<string, number>> });
  const given: unknown[] = [];
  const graph = new StateGraph(Bag)
    .addNode('a', () => ({ bag: new Map([['x', 1]]) }))
    .addNode('b', ({ bag }) => {
      given.push(bag);
      return {};
    })
    .addEdge(START, 'a')
    .addConditionalEdges('a', ({ bag }) => (bag.has('y') ? 'b' : END));
  const d = await debuggeeOf(graph.compile());
  await d.go({ input: {} });
  const bag = { lc: 2, type: 'constructor', id: ['Map'], args: [[['y', 2]]] };
  await d.update({ bag }, { asNode: 'a' });
  expect(await d.go()).toBeUndefined();
  expect(given).toEqual([new Map([['y', 2]])]);
});

describe('what cannot be', () => {
  test.each([
    [{ nope: 1 }, {}, 'unknownChannel', 'The state has no channel nope; it has log, n.'],
    [{ x: 1, y: 2 }, {}, 'unknownChannel', 'The state has no channels x, y; it has log, n.'],
    [{ n: 1 }, { asNode: 'd' }, 'unknownNode', 'There is no node d; there are a, b, c.'],
    [[1], {}, 'invalidInput', 'A state update is an object with one value a channel.'],
    [
      { n: 1 },
      { asNode: '__end__' },
      'invalidInput',
      'An update as __end__ carries no values: give null.',
    ],
    [{ n: 1 }, { checkpoint_id: 'x' }, 'unknownCheckpoint', 'The thread has no checkpoint x.'],
  ])('%j %j', async (values, options, code, message) => {
    const d = await debuggeeOf(linear().compile());
    await d.go({ input });
    const rows = d.rows().length;
    expect(await failure(d.update(values, options))).toMatchObject({ code, message });
    expect(d.rows()).toHaveLength(rows);
  });

  test('what the person’s own code refuses is said as theirs, and nothing is changed', async () => {
    const strict = (old: string[], update: unknown): string[] => {
      if (!Array.isArray(update)) throw new TypeError(`log must be a list, got ${typeof update}`);
      return old.concat(update as string[]);
    };
    const State = Annotation.Root({
      log: Annotation<string[]>({ reducer: strict, default: () => [] }),
    });
    const graph = new StateGraph(State).addNode('a', says('a')).addEdge(START, 'a');
    const d = await debuggeeOf(graph.compile());
    await d.go({ input });
    const rows = d.rows().length;
    expect(await failure(d.update({ log: 'no list' }, { asNode: 'a' }))).toMatchObject({
      code: 'graphThrew',
      message: "The graph's own code refused it: log must be a list, got string",
    });
    expect(d.rows()).toHaveLength(rows);
  });

  test('as START, a channel that is not of the input', async () => {
    const Input = Annotation.Root({ log: Log.spec.log });
    const graph = new StateGraph({ stateSchema: Log, input: Input })
      .addNode('a', says('a'))
      .addEdge(START, 'a');
    const d = await debuggeeOf(graph.compile());
    await d.go({ input });
    expect(await failure(d.update({ n: 1 }, { asNode: '__start__' }))).toMatchObject({
      code: 'unknownChannel',
      message: 'n is no channel of the input, which an update as START is; it has log.',
    });
    await d.update({ log: ['again'] }, { asNode: '__start__' });
    expect(d.rows()[0]).toMatchObject({ source: 'update', asNode: '__start__' });
  });

  test('while the thread runs', async () => {
    const d = await debuggeeOf(linear().compile());
    const run = d.begin({ input });
    expect(await failure(d.update({ n: 1 }))).toMatchObject({ code: 'threadBusy' });
    await d.ended(await run);
  });
});
