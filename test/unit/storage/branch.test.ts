import { Annotation, Command, END, interrupt, Send, START, StateGraph } from '@langchain/langgraph';
import type { StateSnapshot } from '@langchain/langgraph';
import { expect, test } from 'vitest';
import type { CheckpointKey } from '../../../core/runner/messages.ts';
import type { Storage } from '../../../core/storage/storage.ts';
import { storageFor } from '../../helpers/storage.ts';
import { task } from '../../helpers/stored.ts';
import { StoreSaver } from '../../helpers/storeSaver.ts';

const State = Annotation.Root({
  log: Annotation<string[]>({ reducer: (a, b) => [...a, ...b], default: () => [] }),
});

const ran: string[] = [];
const says = (name: string) => () => {
  ran.push(name);
  return { log: [name] };
};

/** Runs since the last time it was asked. */
const ranSince = () => ran.splice(0);

const inner = new StateGraph(State)
  .addNode('i1', says('i1'))
  .addNode('i2', () => {
    ran.push('i2');
    return { log: [`i2 ${interrupt('?')}`] };
  })
  .addNode('i3', says('i3'))
  .addEdge(START, 'i1')
  .addEdge('i1', 'i2')
  .addEdge('i2', 'i3')
  .addEdge('i3', END);

const nested = new StateGraph(State)
  .addNode('pre', says('pre'))
  .addNode('sub', inner.compile())
  .addNode('post', says('post'))
  .addEdge(START, 'pre')
  .addEdge('pre', 'sub')
  .addEdge('sub', 'post')
  .addEdge('post', END);

const fanOut = new StateGraph(State)
  .addNode('plan', says('plan'))
  .addNode('work', ({ i }: { i: number }) => {
    ran.push(`work ${i}`);
    return { log: [`work ${i}`] };
  })
  .addNode('join', says('join'))
  .addEdge(START, 'plan')
  .addConditionalEdges('plan', () => [0, 1, 2].map((i) => new Send('work', { i })), ['work'])
  .addEdge('work', 'join')
  .addEdge('join', END);

const configOf = (thread_id: string) => ({ configurable: { thread_id } });

/** What these tests ask of a graph, whatever its nodes. */
interface Graph {
  invoke: (input: unknown, config: object) => Promise<{ log: string[] }>;
  getState: (config: object) => Promise<StateSnapshot>;
  getStateHistory: (config: object) => AsyncIterable<StateSnapshot>;
}

function opened(builder: { compile: (options: { checkpointer: StoreSaver }) => unknown }) {
  const storage = storageFor();
  const threads = storage.threads('/project');
  const graph = builder.compile({ checkpointer: new StoreSaver(storage.checkpoints) }) as Graph;
  ranSince();
  const { thread_id } = threads.create('graph');
  /** The checkpoint from which a node runs; `ns`: how its namespace begins. */
  const from = async (next: string, ns = ''): Promise<CheckpointKey> => {
    const rows = storage.checkpoints.rows(thread_id);
    const namespaces = new Set(rows.map(({ checkpoint_ns }) => checkpoint_ns));
    for (const checkpoint_ns of namespaces) {
      if (ns === '' ? checkpoint_ns !== '' : !checkpoint_ns.startsWith(ns)) continue;
      const config = { configurable: { thread_id, checkpoint_ns } };
      for await (const state of graph.getStateHistory(config)) {
        const checkpoint_id = String(state.config.configurable?.['checkpoint_id']);
        if (state.next[0] === next) return { thread_id, checkpoint_ns, checkpoint_id };
      }
    }
    throw new Error(`There is no checkpoint before ${next}.`);
  };
  return { storage, threads, graph, thread_id, from };
}

const everything = (storage: Storage, thread_id: string) =>
  storage.checkpoints.listSync({ thread_id }).map(({ checkpoint, metadata, writes, ...key }) => ({
    ...key,
    texts: [checkpoint, metadata, ...writes.map(({ value }) => value)].map(([, bytes]) =>
      Buffer.from(bytes).toString(),
    ),
  }));

test('a branch has the past of its thread, and goes on without it', async () => {
  const { storage, threads, graph, thread_id, from } = opened(nested);
  await graph.invoke({ log: [] }, configOf(thread_id));
  await graph.invoke(new Command({ resume: 'one' }), configOf(thread_id));
  const before = everything(storage, thread_id);
  ranSince();

  const key = await from('post');
  const branch = threads.branch(key, { dropWrites: 'all' });
  expect(branch.origin).toEqual({
    thread_id,
    checkpoint_id: key.checkpoint_id,
    checkpoint_ns: '',
  });
  const past = before.filter(({ checkpoint_id }) => checkpoint_id < key.checkpoint_id);
  const own = everything(storage, branch.thread_id);
  expect(own.slice(1)).toEqual(past.map((one) => ({ ...one, thread_id: branch.thread_id })));
  expect(own[0]?.texts[0]).toBe(
    before.find(({ checkpoint_id }) => checkpoint_id === key.checkpoint_id)?.texts[0],
  );
  expect(storage.checkpoints.rows(branch.thread_id)).toHaveLength(own.length);
  expect(branch.checkpointCount).toBe(own.length);

  const end = await graph.invoke(null, configOf(branch.thread_id));
  expect(ranSince()).toEqual(['post']);
  expect(end.log).toEqual(['pre', 'pre', 'i1', 'i2 one', 'i3', 'post']);
  expect(everything(storage, thread_id)).toEqual(before);
});

test('inside a finished subgraph, an answered interrupt is asked again', async () => {
  const { storage, threads, graph, thread_id, from } = opened(nested);
  await graph.invoke({ log: [] }, configOf(thread_id));
  await graph.invoke(new Command({ resume: 'one' }), configOf(thread_id));
  const before = everything(storage, thread_id);

  const key = await from('i2', 'sub:');
  const branch = threads.branch(key, { dropWrites: 'all' });
  ranSince();
  await graph.invoke(null, configOf(branch.thread_id));
  expect(ranSince()).toEqual(['i2']);
  const { tasks } = await graph.getState(configOf(branch.thread_id));
  expect(
    tasks.flatMap(({ interrupts }) => interrupts.map(({ value }) => value as unknown)),
  ).toEqual(['?']);
  const end = await graph.invoke(new Command({ resume: 'two' }), configOf(branch.thread_id));
  expect(end.log).toEqual(['pre', 'pre', 'i1', 'i2 two', 'i3', 'post']);
  expect(everything(storage, thread_id)).toEqual(before);
});

test('a waiting thread is branched as it waits, and both are answered', async () => {
  const { storage, threads, graph, thread_id, from } = opened(nested);
  await graph.invoke({ log: [] }, configOf(thread_id));
  const key = await from('sub');
  const branch = threads.branch(key);
  ranSince();
  const one = await graph.invoke(new Command({ resume: 'one' }), configOf(thread_id));
  const two = await graph.invoke(new Command({ resume: 'two' }), configOf(branch.thread_id));
  expect(ranSince()).toEqual(['i2', 'i3', 'post', 'i2', 'i3', 'post']);
  expect([one.log.at(3), two.log.at(3)]).toEqual(['i2 one', 'i2 two']);
  expect(storage.checkpoints.rows(branch.thread_id)).toHaveLength(
    storage.checkpoints.rows(thread_id).length,
  );
});

test('one task of a fan-out runs again, and its siblings are kept', async () => {
  const { threads, graph, thread_id, from } = opened(fanOut);
  await graph.invoke({ log: [] }, configOf(thread_id));
  const key = await from('work');
  const state = await graph.getState({
    configurable: { thread_id, checkpoint_id: key.checkpoint_id },
  });
  const again = state.tasks[1]?.id ?? '';
  const branch = threads.branch(key, { dropWrites: [again] });
  ranSince();
  const end = await graph.invoke(null, configOf(branch.thread_id));
  expect(ranSince()).toEqual(['work 1', 'join']);
  expect(end.log).toEqual(['plan', 'work 0', 'work 1', 'work 2', 'join']);
});

test('a value is replaced past its reducer', async () => {
  const { threads, graph, thread_id, from } = opened(fanOut);
  await graph.invoke({ log: [] }, configOf(thread_id));
  const key = await from('join');
  const branch = threads.branch(key, {
    dropWrites: 'all',
    replace: { log: '["nothing before"]' },
  });
  ranSince();
  const end = await graph.invoke(null, configOf(branch.thread_id));
  expect(ranSince()).toEqual(['join']);
  expect(end.log).toEqual(['nothing before', 'join']);
});

test('what is recorded of a task stays in its branches when it runs again', async () => {
  const { storage, threads, graph, thread_id, from } = opened(fanOut);
  await graph.invoke({ log: [] }, configOf(thread_id));
  const past = await from('plan');
  const [first, second] = ['first', 'second'].map((name) =>
    task(name, { ...past, name, status: 'done' }),
  );
  if (!first || !second) throw new Error('There are two.');
  storage.tasks.record([first, second]);
  const branch = threads.branch(await from('join'), { title: 'Branch' }).thread_id;
  const inner = threads.branch({ ...(await from('join')), thread_id: branch }).thread_id;
  const statuses = (thread: string) =>
    storage.tasks.list(thread, past.checkpoint_id).map(({ status }) => status);

  storage.tasks.record([{ ...first, status: 'error' }]);
  expect([thread_id, branch, inner].map(statuses)).toEqual([
    ['error', 'done'],
    ['done', 'done'],
    ['done', 'done'],
  ]);
  const row = storage.checkpoints.row({ ...past, thread_id: branch });
  expect(row).toMatchObject({ next: ['first', 'second'] });
  expect(storage.checkpoints.rows(branch)).toContainEqual(row);
  storage.tasks.record([{ ...first, thread_id: branch, status: 'cancelled' }]);
  storage.tasks.record([{ ...second, status: 'error' }]);
  expect([thread_id, branch, inner].map(statuses)).toEqual([
    ['error', 'error'],
    ['cancelled', 'done'],
    ['done', 'done'],
  ]);
});

test('a branch stays as it is when its thread, or a part of it, is deleted', async () => {
  const { storage, threads, graph, thread_id, from } = opened(nested);
  await graph.invoke({ log: [] }, configOf(thread_id));
  await graph.invoke(new Command({ resume: 'one' }), configOf(thread_id));
  const key = await from('post');
  const branch = threads.branch(key);
  const second = threads.branch({
    ...branch,
    ...key,
    thread_id: branch.thread_id,
  });
  const before = everything(storage, branch.thread_id);
  const rows = storage.checkpoints.rows(branch.thread_id);
  threads.delete(thread_id);
  expect(everything(storage, branch.thread_id)).toEqual(before);
  expect(storage.checkpoints.rows(branch.thread_id)).toEqual(rows);
  threads.delete(branch.thread_id);
  expect(everything(storage, second.thread_id)).toEqual(
    before.map((one) => ({ ...one, thread_id: second.thread_id })),
  );
  const end = await graph.invoke(null, configOf(second.thread_id));
  expect(end.log.at(-1)).toBe('post');
});

test('a checkpoint that is not there is refused', () => {
  const { threads, thread_id } = opened(nested);
  const key = { thread_id, checkpoint_ns: '', checkpoint_id: 'none' };
  expect(() => threads.branch(key)).toThrow(
    expect.objectContaining({ code: 'unknownCheckpoint' }) as Error,
  );
});
