import { Annotation, InMemoryStore, START, StateGraph, type BaseStore } from '@langchain/langgraph';
import { expect, test } from 'vitest';
import { debuggeeOf } from '../../helpers/debuggeeOf.ts';

const State = Annotation.Root({ result: Annotation<unknown> });

/** A graph of one node that does something with its store. */
const using = (work: (store: BaseStore) => Promise<unknown>, store?: BaseStore) =>
  new StateGraph(State)
    .addNode('only', async (_state, config) => ({ result: await work(config.store as BaseStore) }))
    .addEdge(START, 'only')
    .compile(store ? { store } : {});

test('what LangGraph keeps of a value comes back, and a deleted item does not', async () => {
  const d = await debuggeeOf(
    using(async (store) => {
      await store.put(['a', 'b'], 'k', { map: new Map([['x', 1]]), bytes: new Uint8Array([1]) });
      await store.put(['a'], 'gone', {});
      await store.delete(['a'], 'gone');
      const item = await store.get(['a', 'b'], 'k');
      const all = await store.search(['a']);
      return [
        item?.value['map'] instanceof Map,
        item?.value['bytes'] instanceof Uint8Array,
        all.map(({ key, namespace }) => [...namespace, key]),
        await store.get(['a'], 'gone'),
      ];
    }),
  );
  await d.go({ input: {} });
  expect(await d.state()).toEqual({ result: [true, true, [['a', 'b', 'k']], null] });
});

test("a graph's own store is left to it", async () => {
  const own = new InMemoryStore();
  const d = await debuggeeOf(using((store) => store.put(['a'], 'k', { n: 1 }), own));
  await d.go({ input: {} });
  expect((await own.get(['a'], 'k'))?.value).toEqual({ n: 1 });
  expect(d.items.listNamespaces()).toEqual([]);
});

test('a search by meaning finds what one without finds, and that is said once', async () => {
  const d = await debuggeeOf(
    using(async (store) => {
      await store.put(['a'], 'k', { text: 'cats' });
      await store.search(['a'], { query: 'felines' });
      return (await store.search(['a'], { query: 'dogs' })).length;
    }),
  );
  await d.go({ input: {} });
  expect(await d.state()).toEqual({ result: 1 });
  const said = d.events.flatMap((event) => (event.type === 'output' ? event.lines : []));
  expect(said.filter(({ text }) => text.includes('embeddings'))).toHaveLength(1);
});

test('a BigInt is refused with its place, by the node that put it', async () => {
  const d = await debuggeeOf(using((store) => store.put(['a'], 'k', { rows: [{ id: 1n }] })));
  const stopped = await d.go({ input: {} });
  expect(stopped).toMatchObject({
    reason: 'exception',
    message: expect.stringContaining('item k.rows[0].id is a BigInt') as string,
  });
  expect(d.items.listNamespaces()).toEqual([]);
});
