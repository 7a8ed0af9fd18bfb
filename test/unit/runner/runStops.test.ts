import { Annotation, Command, END, Send, START, StateGraph } from '@langchain/langgraph';
import { describe, expect, test } from 'vitest';
import { debuggeeOf, failure, latch } from '../../helpers/debuggeeOf.ts';

const Log = Annotation.Root({
  log: Annotation<string[]>({ reducer: (a, b) => a.concat(b), default: () => [] }),
});
const says = (name: string) => () => ({ log: [name] });

const linear = () =>
  new StateGraph(Log)
    .addNode('a', says('a'))
    .addNode('b', says('b'))
    .addNode('c', says('c'))
    .addEdge(START, 'a')
    .addEdge('a', 'b')
    .addEdge('b', 'c')
    .addEdge('c', END);

const inner = () =>
  new StateGraph(Log)
    .addNode('i1', says('i1'))
    .addNode('i2', says('i2'))
    .addEdge(START, 'i1')
    .addEdge('i1', 'i2')
    .addEdge('i2', END);

const nested = () =>
  new StateGraph(Log)
    .addNode('pre', says('pre'))
    .addNode('sub', inner().compile())
    .addNode('post', says('post'))
    .addEdge(START, 'pre')
    .addEdge('pre', 'sub')
    .addEdge('sub', 'post')
    .addEdge('post', END);

const input = { log: [] };

describe('breakpoints', () => {
  test('stop before a node and go on from there', async () => {
    const d = await debuggeeOf(linear().compile());
    await d.breakOn('before b');
    expect(await d.go({ input })).toMatchObject({
      reason: 'breakpoint',
      when: 'before',
      nodes: ['b'],
      checkpoint_id: d.rows()[0]?.checkpoint_id,
      checkpoint_ns: '',
    });
    expect((await d.state())['log']).toEqual(['a']);
    expect(await d.go()).toBeUndefined();
    expect((await d.state())['log']).toEqual(['a', 'b', 'c']);
  });

  test('stop after a node, naming every sibling that has one', async () => {
    const graph = new StateGraph(Log)
      .addNode('p', says('p'))
      .addNode('q', says('q'))
      .addNode('z', says('z'))
      .addEdge(START, 'p')
      .addEdge(START, 'q')
      .addEdge(['p', 'q'], 'z')
      .compile();
    const d = await debuggeeOf(graph);
    await d.breakOn('after p', 'after q');
    const stopped = await d.go({ input });
    expect(stopped).toMatchObject({ reason: 'breakpoint', when: 'after' });
    expect(stopped?.nodes.sort()).toEqual(['p', 'q']);
    expect(d.task('z').status).toBe('next');
    expect(await d.go()).toBeUndefined();
  });

  test('take effect in a run that is under way', async () => {
    const gate = latch();
    const d = await debuggeeOf(
      new StateGraph(Log)
        .addNode('wait', async () => {
          await gate.opened;
          return { log: ['wait'] };
        })
        .addNode('then', says('then'))
        .addEdge(START, 'wait')
        .addEdge('wait', 'then')
        .compile(),
    );
    const run = await d.begin({ input });
    await d.until(() => d.statuses('wait')[0]);
    await d.breakOn('before then');
    gate.open();
    expect(await d.ended(run)).toMatchObject({ reason: 'breakpoint', nodes: ['then'] });
  });

  test('reach into subgraphs, and stop again in a loop', async () => {
    const loop = new StateGraph(Log)
      .addNode('step', says('step'))
      .addNode('sub', inner().compile())
      .addEdge(START, 'step')
      .addEdge('step', 'sub')
      .addConditionalEdges('sub', (s) => (s.log.length < 8 ? 'step' : END), ['step', END])
      .compile();
    const d = await debuggeeOf(loop);
    await d.breakOn('before sub:i2');
    const first = await d.go({ input });
    expect(first).toMatchObject({ reason: 'breakpoint', when: 'before', nodes: ['sub:i2'] });
    expect(first?.checkpoint_ns).toMatch(/^sub:/);
    const second = await d.go();
    expect(second).toMatchObject({ nodes: ['sub:i2'] });
    expect(second?.checkpoint_ns).not.toBe(first?.checkpoint_ns);
    await d.breakOn();
    expect(await d.go()).toBeUndefined();
  });

  test('reach into a graph that only a function knows', async () => {
    const hidden = inner().compile();
    const graph = new StateGraph(Log)
      .addNode('calls', async () => ({ log: (await hidden.invoke({ log: [] })).log }))
      .addEdge(START, 'calls')
      .compile();
    const d = await debuggeeOf(graph);
    await d.breakOn('before calls:i2');
    expect(await d.go({ input })).toMatchObject({ reason: 'breakpoint', nodes: ['calls:i2'] });
    expect(d.task('calls:i2').status).toBe('next');
    expect(await d.go()).toBeUndefined();
    expect((await d.state())['log']).toEqual(['i1', 'i2']);
  });

  test('replace what the graph was compiled to stop at', async () => {
    const d = await debuggeeOf(linear().compile({ interruptBefore: ['b'], interruptAfter: '*' }));
    expect(await d.go({ input })).toBeUndefined();
  });

  test('say which they cannot be', async () => {
    const d = await debuggeeOf(linear().compile());
    const set = await d.breakOn('before b', 'before nope', 'after __start__');
    expect(set.map(({ verified }) => verified)).toEqual([true, false, false]);
    expect(set[1]?.message).toBe('The graph has no node nope.');
    expect(await d.go({ input })).toMatchObject({ nodes: ['b'] });
  });

  test('hit each Send task of a fan-out together', async () => {
    const graph = new StateGraph(Log)
      .addNode('plan', says('plan'))
      .addNode('work', (s: { i?: number }) => ({ log: [`w${s.i}`] }))
      .addEdge(START, 'plan')
      .addConditionalEdges('plan', () => [0, 1, 2].map((i) => new Send('work', { i })), ['work'])
      .compile();
    const d = await debuggeeOf(graph);
    await d.breakOn('before work');
    expect(await d.go({ input })).toMatchObject({ nodes: ['work'] });
    expect(d.tasks().filter((task) => task.status === 'next')).toHaveLength(3);
    expect(await d.go()).toBeUndefined();
    expect((await d.state())['log']).toEqual(['plan', 'w0', 'w1', 'w2']);
    const done = d.tasks().filter((task) => task.node === 'work');
    expect(done.map(({ status }) => status)).toEqual(['done', 'done', 'done']);
    expect(done.map(({ path }) => path)).toEqual([0, 1, 2].map((i) => ['__pregel_push', i]));
  });

  test('leave a graph alone that runs on a thread of its own inside a node', async () => {
    const { MemorySaver } = await import('@langchain/langgraph');
    const own = inner().compile({ checkpointer: new MemorySaver() });
    const graph = new StateGraph(Log)
      .addNode('calls', async () => {
        const config = { configurable: { thread_id: 'own', __pregel_read: undefined } };
        const result = await own.invoke({ log: [] }, config);
        return { log: result.log };
      })
      .addEdge(START, 'calls')
      .compile();
    const d = await debuggeeOf(graph);
    expect(await d.go({ input, mode: 'stepInto' })).toMatchObject({ nodes: ['calls'] });
    expect(await d.go({ mode: 'stepOver' })).toBeUndefined();
    expect((await d.state())['log']).toEqual(['i1', 'i2']);
  });
});

describe('steps', () => {
  const walk = async (mode: 'stepOver' | 'stepInto') => {
    const d = await debuggeeOf(nested().compile());
    const seen: string[] = [];
    for (let stopped = await d.go({ input, mode }); stopped; stopped = await d.go({ mode })) {
      expect(stopped.reason).toBe('step');
      seen.push(stopped.nodes.join());
    }
    return seen;
  };

  test('over: one super-step of this graph', async () => {
    expect(await walk('stepOver')).toEqual(['pre', 'sub', 'post']);
  });

  test('into: one super-step of any graph', async () => {
    expect(await walk('stepInto')).toEqual(['pre', 'sub', 'sub:i1', 'sub:i2', 'post']);
  });

  test('over inside a subgraph stays there until it is left', async () => {
    const d = await debuggeeOf(nested().compile());
    await d.breakOn('before sub:i1');
    await d.go({ input });
    await d.breakOn();
    expect(await d.go({ mode: 'stepOver' })).toMatchObject({ nodes: ['sub:i2'] });
    expect(await d.go({ mode: 'stepOver' })).toMatchObject({ nodes: ['post'] });
  });

  test('out: the next super-step of the graph above', async () => {
    const d = await debuggeeOf(nested().compile());
    await d.breakOn('before sub:i1');
    await d.go({ input });
    expect(await d.go({ mode: 'stepOut' })).toMatchObject({ reason: 'step', nodes: ['post'] });
    expect((await d.state())['log']).toContain('i2');
  });

  test('a breakpoint wins over a step', async () => {
    const d = await debuggeeOf(linear().compile());
    await d.breakOn('before b');
    expect(await d.go({ input, mode: 'stepOver' })).toMatchObject({ reason: 'step' });
    expect(await d.go({ mode: 'stepOver' })).toMatchObject({ reason: 'breakpoint', nodes: ['b'] });
  });
});

describe('pause and stop', () => {
  const waiting = () => {
    const gate = latch();
    const graph = new StateGraph(Log)
      .addNode('quick', says('quick'))
      .addNode('slow', async () => {
        await gate.opened;
        return { log: ['slow'] };
      })
      .addNode('last', says('last'))
      .addEdge(START, 'quick')
      .addEdge(START, 'slow')
      .addEdge(['quick', 'slow'], 'last')
      .compile();
    return { graph, gate };
  };

  test('pause at the next super-step', async () => {
    const { graph, gate } = waiting();
    const d = await debuggeeOf(graph);
    const run = await d.begin({ input });
    await d.until(() => d.statuses('quick').find((status) => status === 'done'));
    await d.pause(d.thread_id);
    gate.open();
    expect(await d.ended(run)).toMatchObject({ reason: 'pause', nodes: ['last'] });
    expect(await d.go()).toBeUndefined();
  });

  test('stop at once: the finished sibling is kept, the other runs again', async () => {
    const { graph, gate } = waiting();
    const d = await debuggeeOf(graph);
    const run = await d.begin({ input });
    await d.until(() => d.statuses('quick').find((status) => status === 'done'));
    await d.stop(d.thread_id);
    expect(await d.ended(run)).toMatchObject({ reason: 'pause', nodes: ['slow'] });
    expect(d.statuses('slow')).toContain('cancelled');
    gate.open();
    expect(await d.go()).toBeUndefined();
    expect(d.statuses('quick').filter((status) => status === 'running')).toHaveLength(1);
    expect(((await d.state())['log'] as string[]).sort()).toEqual(['last', 'quick', 'slow']);
  });

  test('what an abandoned task does later is not reported', async () => {
    const { graph, gate } = waiting();
    const d = await debuggeeOf(graph);
    await d.begin({ input });
    await d.until(() => d.statuses('quick').find((status) => status === 'done'));
    await d.stop(d.thread_id);
    const before = d.statuses('slow').length;
    gate.open();
    await d.go({ input });
    expect(d.statuses('slow').slice(before, before + 1)).not.toContain('done');
  });
});

describe('requests that cannot be', () => {
  test('a second run of a thread', async () => {
    const d = await debuggeeOf(linear().compile());
    const first = d.begin({ input });
    expect(await failure(d.begin({ input }))).toMatchObject({ code: 'threadBusy' });
    expect(await d.ended(await first)).toBeUndefined();
  });

  test('going on with nothing left, or nothing begun', async () => {
    const d = await debuggeeOf(linear().compile());
    expect(await failure(d.go())).toMatchObject({ code: 'nothingToRun' });
    await d.go({ input });
    expect(await failure(d.go())).toMatchObject({
      code: 'nothingToRun',
      message: 'The graph has reached its end here: nothing is left to run.',
    });
    expect(await d.go({ input })).toBeUndefined();
  });

  test('going on with a node that the code has lost since', async () => {
    const d = await debuggeeOf(linear().compile());
    await d.breakOn('before b');
    await d.go({ input });
    const renamed = await debuggeeOf(
      new StateGraph(Log)
        .addNode('a', says('a'))
        .addNode('d', says('d'))
        .addEdge(START, 'a')
        .addEdge('a', 'd')
        .compile(),
      { store: d.store },
    );
    expect(await failure(renamed.go({ thread_id: d.thread_id }))).toMatchObject({
      code: 'nothingToRun',
      message: expect.stringMatching(
        /^b would run next, and is not in the graph any more/,
      ) as string,
    });
  });

  test('a checkpoint that is not there', async () => {
    const d = await debuggeeOf(linear().compile());
    await d.go({ input });
    expect(await failure(d.go({ checkpoint_id: 'nope' }))).toMatchObject({
      code: 'unknownCheckpoint',
    });
  });
});

describe('going back', () => {
  test('replay runs the steps after a checkpoint again, on a new line', async () => {
    const d = await debuggeeOf(linear().compile());
    await d.go({ input });
    const old = d.rows().find((row) => row.step === 1);
    const ran = d.statuses('b').length;
    expect(await d.go({ checkpoint_id: old?.checkpoint_id ?? '' })).toBeUndefined();
    expect(d.statuses('b').length).toBeGreaterThan(ran);
    expect(d.statuses('a').filter((status) => status === 'running')).toHaveLength(1);
    expect((await d.state())['log']).toEqual(['a', 'b', 'c']);
  });

  test('new input at an old checkpoint starts on its state', async () => {
    const d = await debuggeeOf(linear().compile());
    await d.go({ input });
    const old = d.rows().find((row) => row.step === 1);
    await d.go({ input: { log: ['new'] }, checkpoint_id: old?.checkpoint_id ?? '' });
    expect((await d.state())['log']).toEqual(['a', 'new', 'a', 'b', 'c']);
  });

  test('the head by its id is the head: finished siblings do not run again', async () => {
    let broken = true;
    const graph = new StateGraph(Log)
      .addNode('fine', says('fine'))
      .addNode('bad', async () => {
        await new Promise(setImmediate);
        if (broken) throw new Error('no');
        return { log: ['bad'] };
      })
      .addEdge(START, 'fine')
      .addEdge(START, 'bad')
      .compile();
    const d = await debuggeeOf(graph);
    await d.go({ input });
    broken = false;
    await d.go({ checkpoint_id: d.rows()[0]?.checkpoint_id ?? '' });
    expect(d.statuses('fine').filter((status) => status === 'running')).toHaveLength(1);
    expect(((await d.state())['log'] as string[]).sort()).toEqual(['bad', 'fine']);
  });

  test('each checkpoint says what it changed', async () => {
    const d = await debuggeeOf(linear().compile());
    await d.go({ input: { log: ['in'] } });
    expect(d.rows().map(({ changed }) => changed)).toEqual([
      ['log'],
      ['log'],
      ['log'],
      ['log'],
      [],
    ]);
    expect(d.rows().every(({ run_id }) => run_id !== undefined)).toBe(true);
  });
});

test('a Command that goes to the parent ends its task as done', async () => {
  const sub = new StateGraph(Log)
    .addNode(
      'leave',
      () => new Command({ graph: Command.PARENT, goto: 'z', update: { log: ['left'] } }),
    )
    .addEdge(START, 'leave')
    .compile();
  const graph = new StateGraph(Log)
    .addNode('sub', sub, { ends: ['z'] })
    .addNode('z', says('z'))
    .addEdge(START, 'sub')
    .compile();
  const d = await debuggeeOf(graph);
  expect(await d.go({ input })).toBeUndefined();
  expect([d.task('sub').status, d.task('sub:leave').status]).toEqual(['done', 'done']);
  expect((await d.state())['log']).toEqual(['left', 'z']);
});

test('a node that changes its state in place changes no checkpoint before it', async () => {
  const Cart = Annotation.Root({ cart: Annotation<string[]>, done: Annotation<boolean> });
  const graph = new StateGraph(Cart)
    .addNode('look', () => ({ done: false }))
    .addNode('sneak', ({ cart }) => {
      cart.push('sneaked in');
      return { done: true };
    })
    .addEdge(START, 'look')
    .addEdge('look', 'sneak')
    .compile();
  const d = await debuggeeOf(graph);
  await d.go({ input: { cart: ['apple'] } });
  const text = d.rows().map((row) => new TextDecoder().decode(row.checkpoint[1]));
  expect(text.map((one) => one.includes('sneaked in'))).toEqual([true, false, false, false]);
});
