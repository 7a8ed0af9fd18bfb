import * as langgraph from '@langchain/langgraph';
import { Annotation, END, MemorySaver, Send, START, StateGraph } from '@langchain/langgraph';
import { AIMessage } from '@langchain/core/messages';
import { describe, expect, test } from 'vitest';
import type { HostSaver } from '../../../core/runner/hostSaver.ts';
import { debuggeeOf } from '../../helpers/debuggeeOf.ts';

const Log = Annotation.Root({
  log: Annotation<string[]>({ reducer: (a, b) => a.concat(b), default: () => [] }),
});
const says = (name: string) => () => ({ log: [name] });
const input = { log: [] };

const linear = () =>
  new StateGraph(Log)
    .addNode('a', says('a'))
    .addNode('b', says('b'))
    .addEdge(START, 'a')
    .addEdge('a', 'b')
    .compile();

describe('the checkpointer of a graph under the debugger', () => {
  test('lists history as LangGraph asks for it: newest first, bounded, filtered by metadata', async () => {
    const graph = linear();
    const d = await debuggeeOf(graph);
    await d.go({ input });
    const config = { configurable: { thread_id: d.thread_id } };
    const steps = async (options?: Parameters<typeof graph.getStateHistory>[1]) => {
      const found: unknown[] = [];
      for await (const state of graph.getStateHistory(config, options)) {
        found.push(state.metadata?.step);
      }
      return found;
    };
    expect(await steps()).toEqual([2, 1, 0, -1]);
    expect(await steps({ limit: 2 })).toEqual([2, 1]);
    expect(await steps({ filter: { source: 'loop' }, limit: 2 })).toEqual([2, 1]);
    expect(await steps({ filter: { source: 'input' } })).toEqual([-1]);
    const [, second] = d.rows();
    const before = { configurable: { checkpoint_id: second?.checkpoint_id } };
    expect(await steps({ before })).toEqual([0, -1]);
  });

  test('takes the place of the user’s own, also of a subgraph’s', async () => {
    const [root, own] = [new MemorySaver(), new MemorySaver()];
    const sub = new StateGraph(Log)
      .addNode('i', says('i'))
      .addEdge(START, 'i')
      .compile({ checkpointer: own });
    const graph = new StateGraph(Log)
      .addNode('sub', sub)
      .addEdge(START, 'sub')
      .compile({ checkpointer: root });
    const d = await debuggeeOf(graph);
    await d.go({ input });
    expect([Object.keys(root.storage), Object.keys(own.storage)]).toEqual([[], []]);
    expect(new Set(d.store.puts.map(({ checkpoint_ns }) => checkpoint_ns.split(':')[0]))).toEqual(
      new Set(['', 'sub']),
    );
  });

  test('leaves a subgraph that keeps its own memory across runs alone', async () => {
    const sub = new StateGraph(Log)
      .addNode('i', ({ log }) => ({ log: [`i${log.length}`] }))
      .addEdge(START, 'i')
      .compile({ checkpointer: true });
    const graph = new StateGraph(Annotation.Root({ seen: Annotation<number> }))
      .addNode('sub', async () => {
        const { log } = await sub.invoke({ log: [] });
        return { seen: log.length };
      })
      .addEdge(START, 'sub')
      .compile();
    const d = await debuggeeOf(graph);
    await d.breakOn('before sub:i');
    expect(await d.go({ input: { seen: 0 } })).toMatchObject({ nodes: ['sub:i'] });
    expect(await d.go()).toBeUndefined();
    await d.breakOn();
    expect(await d.go({ input: { seen: 0 } })).toBeUndefined();
    expect(await d.state()).toEqual({ seen: 2 });
  });

  test('begins no task before what led to it is stored', async () => {
    const order: string[] = [];
    const begins = (name: string) => () => {
      order.push(name);
      return { log: [name] };
    };
    const graph = new StateGraph(Log)
      .addNode('a', begins('a'))
      .addNode('b', begins('b'))
      .addEdge(START, 'a')
      .addEdge('a', 'b')
      .compile();
    const d = await debuggeeOf(graph, {
      put: async (row, put) => {
        // A slow disk: several turns in which a node could begin.
        for (let turn = 0; turn < 20; turn += 1) {
          await new Promise((resolve) => void setImmediate(resolve));
        }
        await put(row);
        order.push(`stored ${row.step}`);
      },
    });
    await d.go({ input });
    expect(order).toEqual(['stored -1', 'stored 0', 'a', 'stored 1', 'b', 'stored 2']);
  });

  test('begins no task when what led to it could not be stored', async () => {
    const order: string[] = [];
    const begins = (name: string) => () => {
      order.push(name);
      return { log: [name] };
    };
    const graph = new StateGraph(Log)
      .addNode('a', says('a'))
      .addNode('b', begins('b'))
      .addEdge(START, 'a')
      .addEdge('a', 'b')
      .compile();
    const d = await debuggeeOf(graph, {
      put: async (row, put) => {
        if (row.step === 1) throw new Error('The disk is full.');
        await put(row);
      },
    });
    expect(await d.go({ input })).toMatchObject({ message: 'The disk is full.' });
    expect(order).toEqual([]);
  });

  test('gives nodes messages of the graph’s own class', async () => {
    const graph = new StateGraph(
      Annotation.Root({ m: Annotation<unknown>, same: Annotation<boolean> }),
    )
      .addNode('a', () => ({ m: new AIMessage('x') }))
      .addNode('b', ({ m }) => ({ same: m instanceof AIMessage }))
      .addEdge(START, 'a')
      .addEdge('a', 'b')
      .compile();
    const d = await debuggeeOf(graph);
    await d.breakOn('before b');
    await d.go({ input: {} });
    await d.go();
    expect((await d.state())['same']).toBe(true);
  });

  test('keeps the sends of a fan-out over a stop', async () => {
    const graph = new StateGraph(Log)
      .addNode('plan', says('plan'))
      .addNode('work', (s: { i?: number }) => ({ log: [`w${s.i}`] }))
      .addEdge(START, 'plan')
      .addConditionalEdges('plan', () => [0, 1].map((i) => new Send('work', { i })), ['work'])
      .addEdge('work', END)
      .compile();
    const d = await debuggeeOf(graph);
    await d.breakOn('after plan');
    await d.go({ input });
    expect(await d.next()).toEqual(['work', 'work']);
    await d.go();
    expect((await d.state())['log']).toEqual(['plan', 'w0', 'w1']);
  });

  test('does not say who it is when it is asked to be JSON', async () => {
    const graph = linear();
    await debuggeeOf(graph);
    expect(JSON.stringify({ saver: graph.checkpointer })).toBe(
      '{"saver":"[Retrograph checkpointer]"}',
    );
  });

  test('numbers versions from one', async () => {
    const graph = linear();
    await debuggeeOf(graph);
    const saver = graph.checkpointer as unknown as HostSaver;
    expect([saver.getNextVersion(), saver.getNextVersion(4)]).toEqual([1, 5]);
  });
});

describe.runIf('DeltaChannel' in langgraph)('a channel that stores only what changed', () => {
  type Reduce = (state: string[] | undefined, writes: string[][]) => string[];
  interface Delta {
    new (
      reduce: Reduce,
      options: { snapshotFrequency: number },
    ): ReturnType<typeof Annotation<string[]>>;
  }

  test('is whole at every checkpoint, and after a stop', async () => {
    const DeltaChannel = (langgraph as unknown as { DeltaChannel: Delta }).DeltaChannel;
    const State = Annotation.Root({
      log: new DeltaChannel((state, writes) => (state ?? []).concat(...writes), {
        snapshotFrequency: 3,
      }),
      n: Annotation<number>,
    });
    const graph = new StateGraph(State)
      .addNode('a', ({ n }) => ({ log: [`a${n}`], n: n + 1 }))
      .addEdge(START, 'a')
      .addConditionalEdges('a', ({ n }) => (n < 7 ? 'a' : END), ['a', END])
      .compile();
    const d = await debuggeeOf(graph);
    await d.go({ input: { log: ['in'], n: 0 }, mode: 'stepOver' });
    for (let i = 0; i < 4; i += 1) await d.go({ mode: 'stepOver' });
    expect((await d.state())['log']).toEqual(['in', 'a0', 'a1', 'a2', 'a3']);
    await d.go();
    expect((await d.state())['log']).toEqual(['in', 'a0', 'a1', 'a2', 'a3', 'a4', 'a5', 'a6']);
    const lengths: number[] = [];
    const config = { configurable: { thread_id: d.thread_id } };
    for await (const { values } of graph.getStateHistory(config)) {
      lengths.push((values.log as string[] | undefined)?.length ?? 0);
    }
    expect(lengths).toEqual([8, 7, 6, 5, 4, 3, 2, 1, 0]);
  });
});
