import {
  Annotation,
  END,
  entrypoint,
  interrupt,
  START,
  StateGraph,
  task,
} from '@langchain/langgraph';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { onErrors } from '../../../core/protocol/breakpoint.ts';
import { debuggeeOf, latch } from '../../helpers/debuggeeOf.ts';

afterEach(() => vi.unstubAllGlobals());

const Log = Annotation.Root({
  log: Annotation<string[]>({ reducer: (a, b) => a.concat(b), default: () => [] }),
});

type Debuggee = Awaited<ReturnType<typeof debuggeeOf>>;

/** The graph, with the breakpoint on errors set. */
async function held(graph: Parameters<typeof debuggeeOf>[0]): Promise<Debuggee> {
  const d = await debuggeeOf(graph);
  await d.debuggee.setBreakpoints([{ ...onErrors, enabled: true, verified: false }]);
  return d;
}

const holdId = (d: Debuggee, node: string) => d.task(node).hold?.hold_id ?? '';

const asked = (d: Debuggee) => d.task('flaky').interrupts.at(-1)?.id ?? '';

const single = (run: () => object, options: object = {}) =>
  new StateGraph(Log)
    .addNode('flaky', run, options)
    .addEdge(START, 'flaky')
    .addEdge('flaky', END)
    .compile();

/** Fails so many times. */
const failing = (times: number) => {
  let left = times;
  return () => {
    if (left-- > 0) throw new Error(`${left} more`);
  };
};

describe('a task that is held where it failed', () => {
  test('and runs again is asked nothing that was answered', async () => {
    const fail = failing(2);
    const answers: unknown[] = [];
    const d = await held(
      single(() => {
        const answer = interrupt('who?');
        answers.push(answer);
        fail();
        return { log: [answer, interrupt('how?')] };
      }),
    );
    await d.go({ input: {} });
    const run = await d.begin({ command: { resume: { [asked(d)]: 'me' } } });
    for (const left of [1, 0]) {
      await d.held(({ message }) => message === `${left} more`);
      await d.release(d.thread_id, holdId(d, 'flaky'), { again: true });
    }
    expect(await d.ended(run)).toMatchObject({ reason: 'interrupt' });
    expect(answers).toEqual(['me', 'me', 'me']);
    expect(d.task('flaky').interrupts).toMatchObject([{ value: 'how?' }]);
    expect(await d.go({ command: { resume: { [asked(d)]: 'well' } } })).toBeUndefined();
    expect((await d.state())['log']).toEqual(['me', 'well']);
  });

  test('is held in each of the tries of a retry policy', async () => {
    const fail = failing(2);
    const retryPolicy = { maxAttempts: 3, initialInterval: 1, logWarning: false };
    const d = await held(single(() => (fail(), { log: ['well'] }), { retryPolicy }));
    const run = await d.begin({ input: {} });
    for (const attempt of [1, 2]) {
      await d.held(({ message }) => message === `${2 - attempt} more`);
      expect(d.task('flaky')).toMatchObject({ attempt, hold: { when: 'error' } });
      await d.release(d.thread_id, holdId(d, 'flaky'));
    }
    expect(await d.ended(run)).toBeUndefined();
    expect(d.task('flaky')).toMatchObject({ attempt: 3, status: 'done' });
  });

  test('may be one of the functional API, and what calls it is not held for its error', async () => {
    const fail = failing(1);
    const double = task('double', async (x: number) => (fail(), x * 2));
    const flow = entrypoint({ name: 'flow' }, async (x: number) => (await double(x)) + 1);
    const d = await held(flow);
    const run = await d.begin({ input: 4 });
    expect(await d.held()).toMatchObject({ nodes: ['flow:double'], reason: 'exception' });
    await d.release(d.thread_id, holdId(d, 'flow:double'), { value: [10] });
    expect(await d.ended(run)).toBeUndefined();
    expect(await d.state()).toBe(21);
  });

  test('may be what calls tasks, whose results stand', async () => {
    const fail = failing(1);
    let calls = 0;
    const double = task('double', async (x: number) => ((calls += 1), x * 2));
    const flow = entrypoint({ name: 'flow' }, async (x: number) => {
      const result = await double(x);
      fail();
      return result;
    });
    const d = await held(flow);
    const run = await d.begin({ input: 4 });
    expect(await d.held()).toMatchObject({ nodes: ['flow'], reason: 'exception' });
    await d.release(d.thread_id, holdId(d, 'flow'), { again: true });
    expect(await d.ended(run)).toBeUndefined();
    expect(await d.state()).toBe(8);
    expect(calls).toBe(1);
  });

  test('catches what it likes: an error within it that it catches is held once, in what threw it', async () => {
    const inner = single(() => {
      throw new Error('inner');
    });
    const outer = new StateGraph(Log)
      .addNode('calls', async () => {
        const caught: unknown = await inner.invoke({}).catch((error: Error) => error.message);
        return { log: [caught as string] };
      })
      .addEdge(START, 'calls')
      .compile();
    const d = await held(outer);
    const run = await d.begin({ input: {} });
    expect(await d.held()).toMatchObject({ nodes: ['calls:flaky'] });
    await d.release(d.thread_id, holdId(d, 'calls:flaky'));
    expect(await d.ended(run)).toBeUndefined();
    expect((await d.state())['log']).toEqual(['inner']);
  });

  test.each([undefined, null, 7, 'text', { code: 'E' }])(
    'may have thrown anything, and is held once for it: %j',
    async (thrown) => {
      const inner = single(() => {
        throw thrown;
      });
      const outer = new StateGraph(Log).addNode('sub', inner).addEdge(START, 'sub').compile();
      const d = await held(outer);
      const run = await d.begin({ input: {} });
      expect(await d.held()).toMatchObject({ nodes: ['sub:flaky'] });
      await d.release(d.thread_id, holdId(d, 'sub:flaky'));
      expect(await d.ended(run)).toMatchObject({ reason: 'exception' });
    },
  );

  test('gives an output in place of failing, which a router after it may refuse', async () => {
    const graph = new StateGraph(Log)
      .addNode('flaky', failing(1) as () => object)
      .addNode('last', () => ({}))
      .addEdge(START, 'flaky')
      .addConditionalEdges('flaky', ({ log }) => {
        if (log.includes('bad')) throw new Error('no way');
        return 'last';
      })
      .compile();
    const d = await held(graph);
    const run = await d.begin({ input: {} });
    await d.held(({ message }) => message === '0 more');
    const output = { value: { log: ['bad'] }, instead: true };
    await d.release(d.thread_id, holdId(d, 'flaky'), output);
    await d.held(({ message }) => message === 'no way');
    expect(d.task('flaky').hold).toMatchObject({ written: true });
    await d.release(d.thread_id, holdId(d, 'flaky'));
    expect(await d.ended(run)).toMatchObject({ reason: 'exception', nodes: ['flaky'] });
  });

  test('is one of a run that goes on, not one that it has left behind', async () => {
    const cut = latch();
    const graph = new StateGraph(Log)
      .addNode('slow', async () => {
        await cut.opened;
        throw new Error('too late');
      })
      .addNode('bad', async () => {
        await new Promise(setImmediate);
        throw new Error('in time');
      })
      .addEdge(START, 'slow')
      .addEdge(START, 'bad')
      .compile();
    const d = await debuggeeOf(graph);
    const heard: string[] = [];
    vi.stubGlobal('heard', heard);
    const condition = 'heard.push(error.message), false';
    await d.debuggee.setBreakpoints([{ ...onErrors, enabled: true, verified: false, condition }]);
    expect(await d.go({ input: {} })).toMatchObject({ reason: 'exception', nodes: ['bad'] });
    cut.open();
    await new Promise(setImmediate);
    expect(heard).toEqual(['in time']);
  });
});
