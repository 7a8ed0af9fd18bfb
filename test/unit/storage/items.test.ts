import { InMemoryStore, type Operation } from '@langchain/langgraph-checkpoint';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../../core/storage/database.ts';
import { createItems, type ItemsOptions } from '../../../core/storage/items/items.ts';
import { sweepItems } from '../../../core/storage/items/sweep.ts';
import { openStorage } from '../../../core/storage/openStorage.ts';
import type { StoredItem, StoreOperation } from '../../../core/protocol/items.ts';
import type { Items } from '../../../core/storage/storage.ts';
import { dataDir } from '../../helpers/dataDir.ts';
import { storageFor } from '../../helpers/storage.ts';

const text = (value: unknown) => JSON.stringify(value);
const put = (items: Items, namespace: string[], key: string, value: unknown = {}) =>
  items.put({ namespace, key, text: text(value) });
const keys = (found: StoredItem[]) => found.map(({ namespace, key }) => [...namespace, key]);

test('an item survives a restart and keeps its first time', () => {
  const dir = dataDir();
  const before = openStorage(dir);
  put(before.items('/p'), ['users', 'ada'], 'prefs', { theme: 'light' });
  before.close();
  const items = storageFor(dir).items('/p');
  const first = items.get({ namespace: ['users', 'ada'], key: 'prefs' });
  expect(first).toMatchObject({ text: '{"theme":"light"}', updated_at: first?.created_at });
  put(items, ['users', 'ada'], 'prefs', { theme: 'dark' });
  const second = items.get({ namespace: ['users', 'ada'], key: 'prefs' });
  expect(second).toMatchObject({ text: '{"theme":"dark"}', created_at: first?.created_at });
  expect(items.get({ namespace: ['users', 'ada'], key: 'other' })).toBeNull();
});

test('scopes share nothing, and whoever listens hears of each change once', () => {
  const storage = storageFor();
  const heard: unknown[] = [];
  storage.onItemsChanged((scope, namespaces) => heard.push([scope, namespaces]));
  put(storage.items('/p'), ['a'], 'k');
  storage.items('/p').batch([
    { type: 'put', namespace: ['b'], key: '1', text: '{}' },
    { type: 'put', namespace: ['b'], key: '2', text: '{}' },
    { type: 'get', namespace: ['a'], key: 'k' },
  ]);
  storage.items('/p').get({ namespace: ['a'], key: 'k' });
  expect(storage.items('/q').search({ namespacePrefix: [] })).toEqual([]);
  expect(storage.items('/q').listNamespaces()).toEqual([]);
  expect(heard).toEqual([
    ['/p', [['a']]],
    ['/p', [['b']]],
  ]);
});

/** What LangGraph calls its operations, and what crosses our wire. */
function asOurs(operation: Operation): StoreOperation {
  if ('namespacePrefix' in operation) return { type: 'search', ...operation };
  if ('value' in operation) {
    const { namespace, key, value } = operation;
    return { type: 'put', namespace, key, text: value === null ? null : text(value) };
  }
  if ('key' in operation) return { type: 'get', ...operation };
  const { matchConditions, ...rest } = operation;
  return { type: 'listNamespaces', ...rest, ...(matchConditions && { matchConditions }) };
}

function comparable(result: unknown): unknown {
  if (Array.isArray(result)) return result.map(comparable);
  if (typeof result !== 'object' || result === null) return result ?? null;
  const { namespace, key, value, text: stored } = result as Record<string, unknown>;
  return { namespace, key, value: value ?? (JSON.parse(String(stored)) as unknown) };
}

/** The same operations, one after the other, on LangGraph's store and on ours. */
async function same(batches: Operation[][]) {
  const theirs = new InMemoryStore();
  const ours = storageFor().items('/p');
  for (const batch of batches) {
    const expected = await theirs.batch(structuredClone(batch));
    expect(ours.batch(batch.map(asOurs)).map(comparable)).toEqual(expected.map(comparable));
  }
}

const filled: Operation[] = [
  ['users', 'bob'],
  ['users', 'ada'],
  ['docs', 'a', 'v1'],
  ['docs', 'b', 'v1'],
  ['docs', 'b', 'v2'],
].flatMap((namespace, at) =>
  [0, 1, 2].map((n) => ({
    namespace,
    key: `k${2 - n}`,
    value: { n: at * 3 + n, name: `item ${n}`, even: n % 2 === 0, ...(n === 1 && { none: null }) },
  })),
);

test('order, pages and the default limit are those of InMemoryStore', () =>
  same([
    filled,
    [{ namespacePrefix: [] }],
    [{ namespacePrefix: ['users'], limit: 2, offset: 3 }],
    [{ namespacePrefix: ['docs', 'b'], limit: 100 }],
    [{ namespacePrefix: ['nowhere'] }],
    [{ namespace: ['users', 'bob'], key: 'k2', value: { n: 99 } }],
    [{ namespacePrefix: ['users', 'bob'] }],
    [{ namespace: ['users', 'bob'], key: 'k2', value: null }],
    [{ namespace: ['users', 'bob'], key: 'k2', value: { n: 100 } }],
    [{ namespacePrefix: ['users', 'bob'] }],
    [{ namespace: ['users', 'bob'], key: 'gone', value: null }],
    [{ namespace: ['users', 'bob'], key: 'gone' }],
  ]));

test.each([
  { even: true },
  { even: 1 },
  { name: 'item 1' },
  { none: null },
  { missing: 'x' },
  { n: { $eq: 4 } },
  { n: { $ne: 4 } },
  { n: { $gt: 4 } },
  { n: { $gte: 4, $lt: 9 } },
  { n: { $lte: 4 } },
  { n: { $gt: '4' } },
  { name: { $gt: 'item' } },
  { n: { $in: [1, 5] } },
  { n: { $nin: [1, 5] } },
  { n: { $in: 1 } },
  { n: { $gt: 2 }, even: true },
  { n: {} },
  { n: { $unknown: 1 } },
  {},
])('the filter %j finds what InMemoryStore finds', (filter) =>
  same([
    filled,
    [{ namespacePrefix: [], filter, limit: 100 }],
    [{ namespacePrefix: [], filter, limit: 2, offset: 1 }],
  ]),
);

test.each([
  {},
  { maxDepth: 1 },
  { maxDepth: 2 },
  { limit: 2, offset: 1 },
  { matchConditions: [{ matchType: 'prefix' as const, path: ['docs'] }] },
  { matchConditions: [{ matchType: 'prefix' as const, path: ['docs', '*', 'v1'] }] },
  { matchConditions: [{ matchType: 'suffix' as const, path: ['v1'] }] },
  { matchConditions: [{ matchType: 'suffix' as const, path: ['*', 'ada'] }] },
  { matchConditions: [{ matchType: 'prefix' as const, path: ['a', 'b', 'c', 'd'] }] },
  {
    matchConditions: [
      { matchType: 'prefix' as const, path: ['docs'] },
      { matchType: 'suffix' as const, path: ['v1'] },
    ],
    maxDepth: 2,
  },
])('namespaces by %j are listed as InMemoryStore lists them', (query) =>
  same([filled, [{ matchConditions: undefined, limit: 100, offset: 0, ...query }]]),
);

test('a batch reads what was there before it, and its last put of an item counts', () =>
  same([
    [{ namespace: ['a'], key: 'k', value: { n: 1 } }],
    [
      { namespace: ['a'], key: 'new', value: { n: 2 } },
      { namespace: ['a'], key: 'new' },
      { namespace: ['a'], key: 'k' },
      { namespacePrefix: ['a'] },
      { matchConditions: undefined, limit: 10, offset: 0 },
      { namespace: ['a'], key: 'new', value: { n: 3 } },
      { namespace: ['b'], key: 'k', value: { n: 1 } },
      { namespace: ['b'], key: 'k', value: null },
    ],
    [{ namespacePrefix: [] }],
  ]));

test('prefixes are of whole labels, labels may hold anything, empty namespaces are not listed', () => {
  const items = storageFor().items('/p');
  for (const label of ['us', 'users', 'us","x', 'us-', 'us:er', 'é', '*']) put(items, [label], 'k');
  expect(keys(items.search({ namespacePrefix: ['us'] }))).toEqual([['us', 'k']]);
  expect(keys(items.search({ namespacePrefix: ['us","x'] }))).toEqual([['us","x', 'k']]);
  expect(items.search({ namespacePrefix: [] })).toHaveLength(7);
  items.put({ namespace: ['us'], key: 'k', text: null });
  expect(
    items.listNamespaces({ matchConditions: [{ matchType: 'prefix', path: ['us'] }] }),
  ).toEqual([]);
});

test('lists and objects are equal when what is in them is', () => {
  const items = storageFor().items('/p');
  put(items, ['a'], 'one', { tags: ['x', 'y'], at: { city: 'Bern' } });
  expect(items.search({ namespacePrefix: [], filter: { tags: ['x', 'y'] } })).toHaveLength(1);
  expect(items.search({ namespacePrefix: [], filter: { at: { city: 'Bern' } } })).toHaveLength(1);
  expect(items.search({ namespacePrefix: [], filter: { tags: ['y', 'x'] } })).toHaveLength(0);
});

test('text is looked for in namespace, key and value, whatever its case', () => {
  const items = storageFor().items('/p');
  put(items, ['Users', 'ada'], 'prefs', { city: 'Zürich' });
  put(items, ['docs'], 'ADA.md', { body: 'none' });
  put(items, ['docs'], 'other', { body: 'by Ada' });
  put(items, ['docs'], 'more', { body: '' });
  const found = (containing: string) => items.search({ namespacePrefix: [], containing }).length;
  expect([found('ada'), found('zürich'), found('users'), found('')]).toEqual([3, 1, 1, 4]);
});

/** Items on a clock of the test's own, in minutes. */
function timed(options: ItemsOptions = {}) {
  const db = openDatabase(dataDir(), 0);
  onTestFinished(() => db.close());
  const clock = { minutes: 0 };
  const now = () => clock.minutes * 60_000;
  return {
    items: createItems(db, '/p', { ...options, now }),
    clock,
    sweep: () => sweepItems(db, now()),
  };
}

test('an item runs out its minutes after it was last put or read', () => {
  const { items, clock, sweep } = timed();
  const item = { namespace: ['a'], key: 'k' };
  items.put({ ...item, text: '{}', ttl: 10 });
  items.put({ namespace: ['a'], key: 'stays', text: '{}' });
  clock.minutes = 9;
  expect(items.get(item)?.expires_at).toBe(new Date(19 * 60_000).toISOString());
  clock.minutes = 18;
  expect(items.search({ namespacePrefix: ['a'] })).toHaveLength(2);
  clock.minutes = 27;
  expect(items.get({ ...item, refreshTtl: false })).not.toBeNull();
  expect(items.search({ namespacePrefix: ['a'], refreshTtl: false })).toHaveLength(2);
  expect(sweep()).toBe(0);
  clock.minutes = 28;
  expect(items.get(item)).toBeNull();
  expect(items.search({ namespacePrefix: [] })).toHaveLength(1);
  expect(sweep()).toBe(1);
  expect(sweep()).toBe(0);
});

test('what has run out is new when it is put again, swept or not', () => {
  const { items, clock } = timed({ defaultTtl: 5, refreshOnRead: false });
  const item = { namespace: ['a'], key: 'k' };
  items.put({ ...item, text: '1' });
  clock.minutes = 4;
  items.get(item);
  clock.minutes = 5;
  expect(items.get(item)).toBeNull();
  expect(items.listNamespaces()).toEqual([]);
  items.put({ ...item, text: '2' });
  expect(items.get(item)).toMatchObject({ created_at: new Date(5 * 60_000).toISOString() });
  items.put({ ...item, text: '3', ttl: null });
  clock.minutes = 500;
  expect(items.get(item)?.text).toBe('3');
});
