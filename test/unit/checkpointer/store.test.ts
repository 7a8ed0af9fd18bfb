import { join } from 'node:path';
import { Annotation, START, StateGraph } from '@langchain/langgraph';
import { HumanMessage } from '@langchain/core/messages';
import { expect, onTestFinished, test } from 'vitest';
import { RetrographSaver } from '../../../core/checkpointer/retrographSaver.ts';
import { RetrographStore } from '../../../core/checkpointer/retrographStore.ts';
import { dataDir } from '../../helpers/dataDir.ts';

function opened(path: string, options?: ConstructorParameters<typeof RetrographStore>[1]) {
  const store = new RetrographStore(path, options);
  onTestFinished(() => store.close());
  return store;
}

test('a graph finds in the store what it put there in another process’s time', async () => {
  const path = join(dataDir(), 'own.db');
  const before = new RetrographStore(path);
  await before.put(['users', 'ada'], 'said', { last: new HumanMessage('hello'), n: 1 });
  before.close();
  const store = opened(path);
  const item = await store.get(['users', 'ada'], 'said');
  expect(item?.value['last']).toBeInstanceOf(HumanMessage);
  expect(item?.createdAt).toBeInstanceOf(Date);
  expect(await store.listNamespaces({ prefix: ['users'], maxDepth: 1 })).toEqual([['users']]);
  expect(await store.search(['users'], { filter: { n: { $gt: 1 } } })).toEqual([]);
  await store.delete(['users', 'ada'], 'said');
  expect(await store.get(['users', 'ada'], 'said')).toBeNull();
});

test('a saver and a store on one file do not wait for each other', async () => {
  const path = join(dataDir(), 'own.db');
  const checkpointer = new RetrographSaver(path, { busyTimeout: 0 });
  const store = opened(path, { busyTimeout: 0 });
  const State = Annotation.Root({ log: Annotation<string[]>({ reducer: (a, b) => a.concat(b) }) });
  const notes = (name: string) => async () => {
    await store.put(['notes'], name, { name });
    return { log: [name] };
  };
  const graph = new StateGraph(State)
    .addNode('a', notes('a'))
    .addNode('b', notes('b'))
    .addNode('c', notes('c'))
    .addEdge(START, 'a')
    .addEdge(START, 'b')
    .addEdge('a', 'c')
    .compile({ checkpointer, store });
  const { log } = await graph.invoke({ log: [] }, { configurable: { thread_id: 't' } });
  expect(log).toEqual(['a', 'b', 'c']);
  expect(checkpointer.rows('t')).toHaveLength(4);
  checkpointer.close();
  expect((await store.search(['notes'])).map(({ key }) => key).toSorted()).toEqual(['a', 'b', 'c']);
});

test('namespaces that LangGraph refuses and values that JSON refuses are refused', async () => {
  const store = opened(':memory:');
  await expect(store.put(['a.b'], 'k', {})).rejects.toThrow('cannot contain periods');
  await expect(store.put([], 'k', {})).rejects.toThrow('cannot be empty');
  await expect(store.put(['a'], 'k', { id: 1n })).rejects.toThrow('item k.id is a BigInt');
  expect(await store.listNamespaces()).toEqual([]);
});

test('items that have no time left are not found', async () => {
  const store = opened(':memory:', { ttl: { defaultTtl: 0 } });
  await store.put(['a'], 'gone', {});
  await store.put(['a'], 'stays', {}, undefined, { ttl: null });
  await store.put(['a'], 'later', {}, undefined, { ttl: 5 });
  expect((await store.search(['a'])).map(({ key }) => key)).toEqual(['stays', 'later']);
});
