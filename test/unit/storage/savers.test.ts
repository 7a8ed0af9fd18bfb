import { HumanMessage } from '@langchain/core/messages';
import {
  Annotation,
  Command,
  END,
  MemorySaver,
  MessagesAnnotation,
  Send,
  START,
  StateGraph,
  entrypoint,
  interrupt,
  task as functionalTask,
} from '@langchain/langgraph';
import type { BaseCheckpointSaver, CheckpointTuple } from '@langchain/langgraph-checkpoint';
import { expect, test } from 'vitest';
import type { StoredTuple } from '../../../core/runner/messages.ts';
import type { Storage } from '../../../core/storage/storage.ts';
import { storageFor } from '../../helpers/storage.ts';
import { task } from '../../helpers/stored.ts';
import { StoreSaver } from '../../helpers/storeSaver.ts';

const config = { configurable: { thread_id: 't' } };

const State = Annotation.Root({
  ...MessagesAnnotation.spec,
  total: Annotation<number>({ reducer: (a, b) => a + b, default: () => 0 }),
  seen: Annotation<Map<string, Set<number>>>,
});

function compiled(checkpointer: BaseCheckpointSaver) {
  const inner = new StateGraph(State)
    .addNode('ask', () => ({ total: Number(interrupt('how many?')) }))
    .addEdge(START, 'ask')
    .compile();
  return new StateGraph(State)
    .addNode('plan', () => ({ total: 1, seen: new Map([['a', new Set([1])]]) }))
    .addNode('work', ({ by }: { by: number }) => ({ total: by }), {})
    .addNode('sub', inner)
    .addEdge(START, 'plan')
    .addConditionalEdges('plan', () => [2, 3].map((by) => new Send('work', { by })))
    .addEdge('work', 'sub')
    .addEdge('sub', END)
    .compile({ checkpointer });
}

/** Checkpoints by namespace, newest first, without what differs between any two runs: ids and times. */
async function shapeOf(saver: BaseCheckpointSaver) {
  const shape = [];
  for await (const tuple of saver.list(config)) shape.push(comparable(tuple));
  return shape.toSorted((a, b) => a.namespace.localeCompare(b.namespace));
}

function comparable({
  config: { configurable },
  checkpoint,
  metadata,
  pendingWrites = [],
  parentConfig,
}: CheckpointTuple) {
  const { channel_values: values, channel_versions } = checkpoint;
  const { messages, ...rest } = values as Record<string, unknown> & {
    messages?: { content: unknown }[];
  };
  delete rest['__start__'];
  return {
    namespace: String(configurable?.['checkpoint_ns']).replace(/:.*/, ''),
    values: { ...rest, messages: messages?.map(({ content }) => content) },
    channel_versions,
    step: metadata?.step,
    source: metadata?.source,
    hasParent: parentConfig !== undefined,
    writes: pendingWrites
      .filter(([, channel]) => channel !== '__interrupt__')
      .map(
        ([, channel, value]) => `${channel} ${channel === 'messages' ? '' : JSON.stringify(value)}`,
      )
      .toSorted(),
  };
}

test('a graph runs, stops, forks and ends on it as it does on MemorySaver', async () => {
  const storage = storageFor();
  const savers = [new MemorySaver(), new StoreSaver(storage.checkpoints)];
  const shapes = [];
  for (const saver of savers) {
    const graph = compiled(saver);
    await graph.invoke({ messages: [new HumanMessage('go')] }, config);
    expect((await graph.getState(config)).next).toEqual(['sub']);
    const final = await graph.invoke(new Command({ resume: 10 }), config);
    expect(final.total).toBe(22);
    await graph.updateState(config, { total: 100 }, 'plan');
    const history = [];
    for await (const { values } of graph.getStateHistory(config)) history.push(values.total);
    shapes.push({ history, checkpoints: await shapeOf(saver) });
  }
  expect(shapes[1]).toEqual(shapes[0]);
});

test('an error of a node and a deleted thread are the same as on MemorySaver', async () => {
  const shapes = [];
  for (const saver of [new MemorySaver(), new StoreSaver(storageFor().checkpoints)]) {
    const graph = new StateGraph(State)
      .addNode('bad', () => {
        throw new TypeError('bad');
      })
      .addEdge(START, 'bad')
      .compile({ checkpointer: saver });
    await expect(graph.invoke({ total: 1 }, config)).rejects.toThrow('bad');
    const { tasks } = await graph.getState(config);
    const before = await shapeOf(saver);
    await saver.deleteThread('t');
    shapes.push({ error: tasks[0]?.error, before, after: await shapeOf(saver) });
  }
  expect(shapes[1]).toEqual(shapes[0]);
  expect(shapes[1]?.before).toHaveLength(2);
  expect(shapes[1]?.after).toEqual([]);
});

/** Root checkpoints, oldest first. */
const rootsOf = (storage: Storage): StoredTuple[] =>
  storage.checkpoints.listSync({ thread_id: 't', checkpoint_ns: '' }).toReversed();

test('state, sends and writes of a real graph can be read', async () => {
  const storage = storageFor();
  await compiled(new StoreSaver(storage.checkpoints)).invoke(
    { messages: [new HumanMessage('go')] },
    config,
  );
  const planned = rootsOf(storage)[2];
  const written = planned?.writes.find(
    ({ channel, value }) => channel === 'total' && String(Buffer.from(value[1])) === '3',
  );
  if (!planned || !written) throw new Error('the fan-out left no writes');
  const { checkpoint_id, checkpoint_ns } = planned;
  const sent = task(written.task_id, { name: 'work', checkpoint_id, path: ['__pregel_push', 1] });
  storage.tasks.record([sent]);
  const read = (part?: 'input' | 'writes') =>
    storage.values.readWhole(
      {
        thread_id: 't',
        checkpoint_ns,
        checkpoint_id,
        ...(part && { task: { id: sent.id, part } }),
      },
      [],
    );
  expect(read()).toMatchObject({
    total: 1,
    seen: { a: [1] },
    messages: [{ type: 'human', content: 'go' }],
  });
  expect(read('input')).toEqual({ by: 3 });
  expect(read('writes')).toEqual({ total: 3 });
  expect(storage.values.readValue(planned, []).children.map(({ key }) => key)).toEqual([
    'messages',
    'total',
    'seen',
  ]);
});

test('a real functional graph shows its result, what it saved, and what it called', async () => {
  const storage = storageFor();
  const double = functionalTask('double', (n: number) => Promise.resolve(n * 2));
  const flow = entrypoint(
    { name: 'flow', checkpointer: new StoreSaver(storage.checkpoints) },
    async ({ n }: { n: number }) => {
      const doubled = await double(n);
      return entrypoint.final({ value: doubled + 1, save: { doubled } });
    },
  );
  expect(await flow.invoke({ n: 4 }, config)).toBe(9);
  const [begun, ended] = rootsOf(storage);
  if (!begun || !ended) throw new Error('the run left no checkpoints');
  const readWrites = (id: string) =>
    storage.values.readWhole({ ...begun, task: { id, part: 'writes' } }, []);
  const ids = [...new Set(begun.writes.map(({ task_id }) => task_id))];
  expect(storage.values.readWhole(ended, [])).toEqual({ result: 9, previous: { doubled: 8 } });
  expect(ids.map(readWrites)).toEqual(
    expect.arrayContaining([{ result: 8 }, { result: 9, previous: { doubled: 8 } }]),
  );
});
