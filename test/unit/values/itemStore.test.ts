import { HumanMessage } from '@langchain/core/messages';
import { MemorySaver } from '@langchain/langgraph-checkpoint';
import { expect, test } from 'vitest';
import { openDatabaseFile } from '../../../core/storage/database.ts';
import { createItems } from '../../../core/storage/items/items.ts';
import { createItemStore } from '../../../core/values/itemStore.ts';

const theme = { namespace: ['users', 'ada'], key: 'theme' };

function opened() {
  let time = Date.parse('2026-01-01T10:00:00Z');
  const now = () => (time += 1000);
  const items = createItems(openDatabaseFile(':memory:', 0), '', { now });
  return { items, store: createItemStore(items) };
}

test('items are listed a page at a time, without their values, of a namespace and those below it', async () => {
  const { items, store } = opened();
  for (const n of [1, 2, 3]) items.put({ namespace: ['b'], key: `k${n}`, text: `{"n":${n}}` });
  items.put({ ...theme, text: '{"dark":true}', ttl: 10 });
  expect(await store.listNamespaces()).toEqual([['b'], ['users', 'ada']]);
  const first = await store.searchItems({ namespacePrefix: [], limit: 2 });
  expect(first.items.map(({ key, preview }) => [key, preview])).toEqual([
    ['k1', '{n: 1}'],
    ['k2', '{n: 2}'],
  ]);
  expect(first.more).toBe(true);
  const rest = await store.searchItems({ namespacePrefix: [], offset: 2 });
  expect([rest.items.map(({ key }) => key), rest.more]).toEqual([['k3', 'theme'], false]);
  const users = await store.searchItems({ namespacePrefix: ['users'], containing: 'DARK' });
  expect(users.items).toEqual([
    {
      ...theme,
      preview: '{dark: true}',
      created_at: '2026-01-01T10:00:04.000Z',
      updated_at: '2026-01-01T10:00:04.000Z',
      expires_at: users.items[0]?.expires_at,
    },
  ]);
});

test('looking leaves the time to live as it was, and so does an edit', async () => {
  const items = createItems(openDatabaseFile(':memory:', 0), '');
  const store = createItemStore(items);
  items.put({ ...theme, text: '{}', ttl: 10 });
  const before = items.search({ namespacePrefix: [], refreshTtl: false })[0]?.expires_at ?? '';
  await store.searchItems({ namespacePrefix: [] });
  await store.readValue(theme, []);
  const { updated_at } = await store.getItem(theme);
  const looked = items.search({ namespacePrefix: [], refreshTtl: false })[0]?.expires_at;
  expect(looked).toBe(before);
  await store.putItem({ ...theme, value: { dark: true }, since: updated_at });
  const after = items.search({ namespacePrefix: [], refreshTtl: false })[0]?.expires_at ?? '';
  expect(Date.parse(after) - Date.parse(before)).toBeLessThan(50);
  expect(Date.parse(after) - Date.parse(before)).toBeGreaterThan(-50);
});

test('a value is read one level at a time, and what the serializer wrote comes back from an edit', async () => {
  const { items, store } = opened();
  const { serde } = new MemorySaver();
  const [, bytes] = await serde.dumpsTyped({ said: new HumanMessage('hi'), at: new Map([[1, 2]]) });
  items.put({ ...theme, text: new TextDecoder().decode(bytes) });
  const { children } = await store.readValue(theme, []);
  expect(children.map(({ key, node }) => [key, node.type])).toEqual([
    ['said', 'message'],
    ['at', 'map'],
  ]);
  expect(await store.readWhole(theme, ['said', 'content'])).toBe('hi');
  const { value, updated_at } = await store.getItem(theme);
  await store.putItem({ ...theme, value, since: updated_at });
  const { text = '' } = items.get(theme) ?? {};
  const revived = (await serde.loadsTyped('json', text)) as { said: unknown; at: unknown };
  expect(revived.said).toBeInstanceOf(HumanMessage);
  expect(revived.at).toEqual(new Map([[1, 2]]));
});

test.each<[string, Partial<Parameters<ReturnType<typeof opened>['store']['putItem']>[0]>, string]>([
  ['no namespace', { namespace: [] }, 'no namespace'],
  ['an empty label', { namespace: ['a', ''] }, 'label of the namespace is empty'],
  ['a dot in a label', { namespace: ['a.b'] }, 'a.b of the namespace has a dot'],
  ['LangGraph’s own namespace', { namespace: ['langgraph', 'x'] }, 'LangGraph’s own'],
  ['no key', { key: '' }, 'no key'],
  ['a list', { value: [] }, 'is an object'],
])('%s is refused in one sentence', async (_, given, sentence) => {
  const { items, store } = opened();
  await expect(store.putItem({ ...theme, value: {}, since: null, ...given })).rejects.toMatchObject(
    {
      code: 'invalidItem',
      message: expect.stringContaining(sentence) as string,
    },
  );
  expect(items.listNamespaces()).toEqual([]);
});

test('nothing is overwritten that came meanwhile', async () => {
  const { items, store } = opened();
  await store.putItem({ ...theme, value: { n: 1 }, since: null });
  const { updated_at } = await store.getItem(theme);
  const again = { ...theme, value: { n: 3 } };
  await expect(store.putItem({ ...again, since: null })).rejects.toMatchObject({
    message: 'There is an item theme in this namespace already.',
  });
  items.put({ ...theme, text: '{"n":2}' });
  await expect(store.putItem({ ...again, since: updated_at })).rejects.toMatchObject({
    message: 'The item theme was put again since you began to edit it.',
  });
  await store.deleteItem(theme);
  await expect(store.putItem({ ...again, since: updated_at })).rejects.toMatchObject({
    code: 'unknownItem',
  });
  await expect(store.readValue(theme, [])).rejects.toMatchObject({ code: 'unknownItem' });
});
