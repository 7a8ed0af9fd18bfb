import { Annotation, END, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { debuggeeOf, latch } from '../../helpers/debuggeeOf.ts';

const Log = Annotation.Root({
  log: Annotation<string[]>({ reducer: (a, b) => a.concat(b), default: () => [] }),
  n: Annotation<number>({ reducer: (_, b) => b, default: () => 0 }),
});
const says = (name: string) => () => ({ log: [name] });
const input = { log: [] };

describe('a node that throws', () => {
  const throwing = (thrown: () => unknown) =>
    new StateGraph(Log)
      .addNode('a', says('a'))
      .addNode('bad', () => {
        throw thrown();
      })
      .addEdge(START, 'a')
      .addEdge('a', 'bad')
      .addEdge('bad', END)
      .compile();

  test('stops the run with its error, stack and cause, and can be retried', async () => {
    let broken = true;
    const graph = new StateGraph(Log)
      .addNode('a', says('a'))
      .addNode('bad', () => {
        if (broken) throw new TypeError('no good\nat all', { cause: new Error('because') });
        return { log: ['bad'] };
      })
      .addEdge(START, 'a')
      .addEdge('a', 'bad')
      .compile();
    const d = await debuggeeOf(graph);
    const stopped = await d.go({ input });
    expect(stopped).toEqual({
      reason: 'exception',
      nodes: ['bad'],
      message: 'no good',
      checkpoint_id: d.rows()[0]?.checkpoint_id,
      checkpoint_ns: '',
    });
    expect(d.task('bad')).toMatchObject({
      status: 'error',
      attempt: 1,
      error: {
        name: 'TypeError',
        message: 'no good\nat all',
        stack: expect.stringContaining('runErrors.test.ts') as string,
        cause: { name: 'Error', message: 'because' },
      },
    });
    broken = false;
    expect(await d.go()).toBeUndefined();
    expect(d.task('bad').status).toBe('done');
    expect(d.task('bad').error).toBeUndefined();
    expect(d.statuses('a').filter((status) => status === 'running')).toHaveLength(1);
  });

  test.each([
    ['a string', () => 'just text', 'just text'],
    ['nothing', () => undefined, 'undefined'],
    ['an object', () => ({ code: 7 }), '{"code":7}'],
  ])('%s', async (_what, thrown, message) => {
    const d = await debuggeeOf(throwing(thrown));
    const stopped = await d.go({ input });
    expect(stopped).toMatchObject({ reason: 'exception', nodes: ['bad'] });
    expect(d.task('bad')).toMatchObject({ status: 'error', error: { message } });
  });

  test('an error that is its own cause', async () => {
    const error = new Error('round');
    error.cause = error;
    const d = await debuggeeOf(throwing(() => error));
    expect(await d.go({ input })).toMatchObject({ message: 'round' });
  });

  test('deep inside names the innermost node', async () => {
    const sub = throwing(() => new Error('deep'));
    const graph = new StateGraph(Log).addNode('sub', sub).addEdge(START, 'sub').compile();
    const d = await debuggeeOf(graph);
    const stopped = await d.go({ input });
    expect(stopped).toMatchObject({ reason: 'exception', nodes: ['sub:bad'] });
    expect(stopped?.checkpoint_ns).toMatch(/^sub:/);
    expect(d.task('sub').status).toBe('error');
  });

  test('cuts off its siblings, which run again with it; finished ones do not', async () => {
    const cut = latch();
    let broken = true;
    const graph = new StateGraph(Log)
      .addNode('fine', says('fine'))
      .addNode('slow', async () => {
        if (broken) await cut.opened;
        return { log: ['slow'] };
      })
      .addNode('bad', async () => {
        await new Promise(setImmediate);
        if (broken) throw new Error('kaboom');
        return { log: ['bad'] };
      })
      .addEdge(START, 'fine')
      .addEdge(START, 'slow')
      .addEdge(START, 'bad')
      .compile();
    const d = await debuggeeOf(graph);
    expect(await d.go({ input })).toMatchObject({ reason: 'exception', nodes: ['bad'] });
    expect(d.statuses('slow')).toContain('cancelled');
    expect(d.task('slow').status).toBe('next');
    broken = false;
    expect(await d.go()).toBeUndefined();
    expect(((await d.state())['log'] as string[]).sort()).toEqual(['bad', 'fine', 'slow']);
    cut.open();
  });

  test('each attempt of a retried node is reported', async () => {
    let tries = 0;
    const retryPolicy = { maxAttempts: 3, initialInterval: 1, jitter: false, logWarning: false };
    const graph = new StateGraph(Log)
      .addNode(
        'flaky',
        () => {
          tries += 1;
          if (tries < 3) throw new Error(`try ${tries}`);
          return { log: ['ok'] };
        },
        { retryPolicy },
      )
      .addEdge(START, 'flaky')
      .compile();
    const d = await debuggeeOf(graph);
    expect(await d.go({ input })).toBeUndefined();
    expect(d.statuses('flaky')).toEqual([
      'running',
      'error',
      'running',
      'error',
      'running',
      'done',
    ]);
    expect(d.task('flaky')).toMatchObject({ attempt: 3, status: 'done' });
    expect(d.task('flaky').error).toBeUndefined();
  });
});

test('of several errors in one, each is said; one that says nothing by its code', async () => {
  const refused = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' });
  const graph = (thrown: unknown) =>
    new StateGraph(Log)
      .addNode('bad', () => {
        throw thrown;
      })
      .addEdge(START, 'bad')
      .compile();
  const several = await debuggeeOf(
    graph(new AggregateError([new Error('one'), refused, 'three'], 'None of them worked')),
  );
  await several.go({ input });
  expect(several.task('bad').error?.message).toBe(
    'None of them worked\n- one\n- ECONNREFUSED\n- three',
  );
  const silent = await debuggeeOf(graph(refused));
  expect(await silent.go({ input })).toMatchObject({ message: 'ECONNREFUSED' });
});

describe('errors outside the body of a node', () => {
  test('a router that throws belongs to its node', async () => {
    const graph = new StateGraph(Log)
      .addNode('a', says('a'))
      .addEdge(START, 'a')
      .addConditionalEdges('a', (): string => {
        throw new Error('lost');
      })
      .compile();
    const d = await debuggeeOf(graph);
    expect(await d.go({ input })).toMatchObject({
      reason: 'exception',
      nodes: ['a'],
      message: 'lost',
    });
    expect(d.task('a')).toMatchObject({ status: 'error', error: { message: 'lost' } });
  });

  test('two siblings that write one value: the run ends, the thread can still be read', async () => {
    const One = Annotation.Root({ n: Annotation<number> });
    const graph = new StateGraph(One)
      .addNode('p', () => ({ n: 1 }))
      .addNode('q', () => ({ n: 2 }))
      .addEdge(START, 'p')
      .addEdge(START, 'q')
      .compile();
    const d = await debuggeeOf(graph);
    const stopped = await d.go({ input: { n: 0 } });
    expect(stopped).toMatchObject({ reason: 'exception' });
    expect(stopped?.message).toContain('Invalid update for channel "n"');
    expect(d.events.filter((event) => event.type === 'runEnded')).toHaveLength(1);
    expect(d.output().filter((line) => line.stream === 'retrograph')).toEqual([]);
  });

  test('the recursion limit, said in a sentence, and going on from there', async () => {
    const graph = new StateGraph(Log)
      .addNode('again', ({ n }) => ({ n: n + 1 }))
      .addEdge(START, 'again')
      .addConditionalEdges('again', ({ n }) => (n < 30 ? 'again' : END), ['again', END])
      .compile();
    const d = await debuggeeOf(graph);
    expect(await d.go({ input })).toMatchObject({
      reason: 'exception',
      nodes: ['again'],
      message: 'The run took 25 super-steps without reaching an end, which is its recursion limit.',
    });
    expect(await d.go()).toBeUndefined();
    expect((await d.state())['n']).toBe(30);
  });

  test('input that the graph refuses', async () => {
    const d = await debuggeeOf(
      new StateGraph(MessagesAnnotation)
        .addNode('a', () => ({}))
        .addEdge(START, 'a')
        .compile(),
    );
    const stopped = await d.go({ input: { messages: [{ role: 'nobody', content: 1 }] } });
    expect(stopped?.reason).toBe('exception');
    expect(stopped?.message).toBeTruthy();
  });

  test('input that a schema refuses: what is wrong where, and all of the error', async () => {
    const State = z.object({ name: z.string(), kind: z.enum(['a', 'b']) });
    const graph = new StateGraph(State).addNode('a', () => ({})).addEdge(START, 'a');
    const d = await debuggeeOf(graph.compile());
    const stopped = await d.go({ input: { name: 1, kind: 'c' } });
    expect(stopped).toMatchObject({
      reason: 'exception',
      error: { name: expect.stringMatching('ZodError') as string },
    });
    expect(stopped?.message).toMatch(/^name: .*string.*; kind: .*"a"/);
  });

  test('a reducer: no task failed, so all of it is said of the run', async () => {
    const refuse = () => {
      throw new RangeError('the reducer exploded\nat once');
    };
    const State = Annotation.Root({ n: Annotation<number>({ reducer: refuse }) });
    const graph = new StateGraph(State)
      .addNode('a', () => ({ n: 1 }))
      .addEdge(START, 'a')
      .compile();
    const d = await debuggeeOf(graph);
    const first = await d.go({ input: {} });
    const stopped = first ?? (await d.go({ input: {} }));
    expect(stopped).toMatchObject({
      reason: 'exception',
      message: 'the reducer exploded',
      error: {
        name: 'RangeError',
        message: 'the reducer exploded\nat once',
        stack: expect.stringContaining('runErrors.test.ts') as string,
      },
    });
  });
});

describe('a value that a checkpoint cannot hold', () => {
  const Any = Annotation.Root({ items: Annotation<unknown>, log: Annotation<string[]> });
  let value: unknown;
  const graph = () =>
    new StateGraph(Any)
      .addNode('a', () => ({ log: ['a'] }))
      .addNode('buy', () => ({ items: value }))
      .addNode('z', () => ({ log: ['z'] }))
      .addEdge(START, 'a')
      .addEdge('a', 'buy')
      .addEdge('buy', 'z')
      .compile();

  test('stops the run on its node, says where it is, and keeps what was before', async () => {
    value = [{}, {}, {}, { price: 5n }];
    const d = await debuggeeOf(graph());
    const message = 'state.items[3].price is a BigInt, which a checkpoint cannot hold.';
    expect(await d.go({ input: {} })).toMatchObject({
      reason: 'exception',
      nodes: ['buy'],
      message,
    });
    expect(d.task('buy')).toMatchObject({ status: 'error', error: { message } });
    expect(d.rows()).toHaveLength(3);
    expect(d.statuses('z')).toEqual([]);
    expect(await d.state()).toEqual({ log: ['a'] });
    value = [{ price: 5 }];
    expect(await d.go()).toBeUndefined();
    expect(await d.state()).toEqual({ log: ['z'], items: [{ price: 5 }] });
  });

  test.each([
    ['in a map', () => new Map([['k', { deep: 1n }]]), 'state.items.k.deep'],
    ['bare', () => 1n, 'state.items'],
    ['in a set', () => new Set(['x', 1n]), 'state.items[1]'],
    ['under an odd key', () => ({ 'a b': 1n }), 'state.items["a b"]'],
  ])('%s', async (_where, make, path) => {
    value = make();
    const d = await debuggeeOf(graph());
    expect((await d.go({ input: {} }))?.message).toBe(
      `${path} is a BigInt, which a checkpoint cannot hold.`,
    );
  });

  test.each([
    ['a date', () => new Date(0), '1970-01-01T00:00:00.000Z'],
    ['text that looks refused', () => '[unable to serialize', '[unable to serialize'],
    ['a circle', () => circle(), { name: 'round', self: '[Circular]' }],
  ])('%s is stored', async (_what, make, stored) => {
    value = make();
    const d = await debuggeeOf(graph());
    expect(await d.go({ input: {} })).toBeUndefined();
    expect((await d.state())['items']).toEqual(stored);
  });
});

function circle() {
  const round: Record<string, unknown> = { name: 'round' };
  round['self'] = round;
  return round;
}

test('a store that refuses a checkpoint ends the run with what it says', async () => {
  const graph = new StateGraph(Log)
    .addNode('a', says('a'))
    .addNode('b', says('b'))
    .addEdge(START, 'a')
    .addEdge('a', 'b')
    .compile();
  let full = true;
  const d = await debuggeeOf(graph, {
    put: async (row, put) => {
      if (full && row.step === 1) throw new Error('The disk is full.');
      await put(row);
    },
  });
  expect(await d.go({ input })).toMatchObject({
    reason: 'exception',
    message: 'The disk is full.',
  });
  expect(d.events.filter((event) => event.type === 'runEnded')).toHaveLength(1);
  full = false;
  expect(await d.go()).toBeUndefined();
  expect((await d.state())['log']).toEqual(['a', 'b']);
  expect(d.statuses('a').filter((status) => status === 'running')).toHaveLength(1);
});
