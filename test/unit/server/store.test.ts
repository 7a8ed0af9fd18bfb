import { expect, test } from 'vitest';
import { createServerItems } from '../../../core/adapters/server/serverItems.ts';
import { servedCore } from '../../helpers/servedCore.ts';

const remembers = 'test/fixtures/graphs/remembers.ts';

test('clients put, read, find and delete items of the long-term store', async () => {
  const { client } = await servedCore(remembers);
  const { store } = client;
  await store.putItem(['users', 'ann'], 'likes', { food: 'figs', n: 1 });
  await store.putItem(['users', 'ann'], 'hates', { food: 'kale', n: 2 }, { ttl: 60 });
  await store.putItem(['users', 'bob'], 'likes', { food: 'figs', n: 3 });
  const item = await store.getItem(['users', 'ann'], 'likes');
  expect(item).toMatchObject({
    namespace: ['users', 'ann'],
    key: 'likes',
    value: { food: 'figs', n: 1 },
  });
  expect(new Date(item?.createdAt ?? '').getTime()).toBeGreaterThan(0);
  expect(await store.getItem(['users', 'ann'], 'nothing')).toBeNull();

  const keysOf = async (...query: Parameters<typeof store.searchItems>) =>
    (await store.searchItems(...query)).items.map(({ namespace, key }) => [...namespace, key]);
  expect(await keysOf(['users'])).toHaveLength(3);
  expect(await keysOf(['users', 'bob'])).toEqual([['users', 'bob', 'likes']]);
  expect(await keysOf(['us'])).toEqual([]);
  expect(await keysOf(['users'], { filter: { food: 'figs' }, limit: 1, offset: 1 })).toEqual([
    ['users', 'bob', 'likes'],
  ]);
  expect(await keysOf(['users'], { filter: { n: { $gte: 2 } } })).toHaveLength(2);

  const pathsOf = async (...query: Parameters<typeof store.listNamespaces>) =>
    (await store.listNamespaces(...query)).namespaces;
  expect(await pathsOf({ prefix: ['users'] })).toEqual([
    ['users', 'ann'],
    ['users', 'bob'],
  ]);
  expect(await pathsOf({ prefix: ['users'], maxDepth: 1 })).toEqual([['users']]);
  expect(await pathsOf({ suffix: ['bob'] })).toEqual([['users', 'bob']]);

  await store.deleteItem(['users', 'ann'], 'likes');
  expect(await store.getItem(['users', 'ann'], 'likes')).toBeNull();
});

test('it is the one that runs read and write', async () => {
  const { client } = await servedCore(remembers);
  await client.store.putItem(['visitors'], 'ann', { visits: 6 });
  expect(await client.runs.wait(null, 'remembers', { input: { name: 'ann' } })).toMatchObject({
    visits: 7,
    inner: 7,
    found: ['ann'],
  });
  const item = await client.store.getItem(['visitors'], 'ann');
  expect(item?.value).toMatchObject({ visits: 7 });
});

test('what cannot be a namespace or a value is refused with the reason', async () => {
  const { ask } = await servedCore(remembers);
  const put = (body: object) =>
    ask('/store/items', { method: 'PUT', body: JSON.stringify({ key: 'k', value: {}, ...body }) });
  for (const namespace of [[], [''], ['a.b'], undefined]) {
    expect(await put({ namespace })).toMatchObject({ status: 422 });
  }
  expect((await put({ namespace: ['a.b'] })).text).toContain('may not contain a dot');
  expect(await put({ namespace: ['a'], value: 'text' })).toMatchObject({ status: 422 });
  expect(await ask('/store/items?namespace=a')).toMatchObject({ status: 422 });
  const unparsable = { method: 'POST', body: '{' };
  expect(await ask('/store/items/search', unparsable)).toMatchObject({ status: 400 });
});

test('an app that is connected to the server shows its items and changes them', async () => {
  const { client, api } = await servedCore(remembers);
  const items = createServerItems(client, api);
  await client.store.putItem(['people', 'ann'], 'likes', { food: 'figs' });
  await client.store.putItem(['people', 'bob'], 'likes', { food: 'quinces' });
  expect(await items.listNamespaces()).toContainEqual(['people', 'bob']);
  const first = await items.searchItems({ namespacePrefix: ['people'], limit: 1 });
  expect([first.items[0]?.preview, first.more]).toEqual(['{food: "figs"}', true]);
  const found = await items.searchItems({ namespacePrefix: [], containing: 'QUINCES' });
  expect(found.items.map(({ namespace }) => namespace)).toEqual([['people', 'bob']]);
  const likes = { namespace: ['people', 'ann'], key: 'likes' };
  const { updated_at } = await items.getItem(likes);
  await items.putItem({ ...likes, value: { food: 'plums' }, since: updated_at });
  expect((await client.store.getItem(['people', 'ann'], 'likes'))?.value).toEqual({
    food: 'plums',
  });
  await items.deleteItem(likes);
  await expect(items.getItem(likes)).rejects.toMatchObject({ code: 'unknownItem' });
});
