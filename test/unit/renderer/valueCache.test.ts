import { expect, test, vi } from 'vitest';
import type { ValueLevel } from '../../../core/protocol/model.ts';
import { StudioError } from '../../../core/protocol/errors.ts';
import type { Requests } from '../../../core/protocol/requests.ts';
import {
  createValueCache,
  type Place,
  type ValueCache,
} from '../../../renderer/store/valueCache.ts';

type Reads = Pick<Requests, 'readValue' | 'readWhole' | 'findValues'>;

const cacheOver = (reads: Partial<Reads>): ValueCache =>
  createValueCache({
    readValue: async () => level('a'),
    readWhole: async () => null,
    findValues: async () => ({ found: [], more: false }),
    ...reads,
  });

const level = (preview: string): ValueLevel => ({
  node: { type: 'string', preview, size: preview.length },
  children: [],
  offset: 0,
  total: 0,
});

const place = (checkpoint_id: string, more: Partial<Place> = {}): Place => ({
  sessionId: 's',
  ref: { thread_id: 't', checkpoint_ns: '', checkpoint_id },
  path: [],
  ...more,
});

test('reads a value once, however often it is looked at meanwhile', async () => {
  const readValue = vi.fn(async () => level('a'));
  const cache = cacheOver({ readValue });
  const told = vi.fn();
  cache.subscribe(told);
  expect(cache.level(place('c'))).toEqual({ state: 'loading' });
  expect(cache.level(place('c'))).toEqual({ state: 'loading' });
  await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(1));
  expect(cache.level(place('c'))).toEqual({ state: 'ready', value: level('a') });
  expect(readValue).toHaveBeenCalledTimes(1);
});

test('keeps places apart: checkpoint, path, offset, revision', () => {
  const readValue = vi.fn(async () => level('a'));
  const cache = cacheOver({ readValue });
  cache.level(place('c'));
  cache.level(place('d'));
  cache.level(place('c', { path: ['x'] }));
  cache.level(place('c'), 100);
  cache.level(place('c', { revision: 'done' }));
  expect(readValue).toHaveBeenCalledTimes(5);
});

test('keeps a failure until it is to be tried again', async () => {
  const readValue = vi.fn(async () => {
    throw new Error('gone');
  });
  const cache = cacheOver({ readValue });
  cache.level(place('c'));
  await vi.waitFor(() => expect(cache.level(place('c'))).toMatchObject({ state: 'failed' }));
  expect(readValue).toHaveBeenCalledTimes(1);
  cache.retry(place('c'));
  expect(cache.level(place('c'))).toEqual({ state: 'loading' });
  expect(readValue).toHaveBeenCalledTimes(2);
});

test('forgets what was not looked at the longest', async () => {
  const readWhole = vi.fn(async () => 1);
  const cache = cacheOver({ readWhole });
  for (let index = 0; index < 60; index++) cache.whole(place(`c${index}`));
  cache.whole(place('c0'));
  cache.whole(place('c60'));
  const reads = readWhole.mock.calls.length;
  cache.whole(place('c0'));
  expect(readWhole).toHaveBeenCalledTimes(reads);
  cache.whole(place('c1'));
  expect(readWhole).toHaveBeenCalledTimes(reads + 1);
});

test('a search that another one ended is begun again when it is wanted again', async () => {
  const ends: ((thrown: unknown) => void)[] = [];
  const findValues = vi.fn<Reads['findValues']>(
    () => new Promise((_, reject) => void ends.push(reject)),
  );
  const cache = cacheOver({ findValues });
  expect(cache.found(place('c'), 'cat')).toEqual({ state: 'loading' });
  expect(cache.found(place('c'), 'cat')).toEqual({ state: 'loading' });
  cache.found(place('c'), 'cats');
  expect(findValues.mock.calls.map(([{ text }]) => text)).toEqual(['cat', 'cats']);
  expect(new Set(findValues.mock.calls.map(([{ search }]) => search)).size).toBe(1);
  ends[0]?.(new StudioError('superseded', 'Something else is looked for.'));
  await vi.waitFor(() => {
    cache.found(place('c'), 'cat');
    expect(findValues).toHaveBeenCalledTimes(3);
  });
});

test('ends a search only while there is one', async () => {
  let answer = () => {};
  const findValues = vi.fn<Reads['findValues']>(
    ({ text }) =>
      new Promise((resolve) => {
        if (text !== '') answer = () => resolve({ found: [], more: false });
      }),
  );
  const cache = cacheOver({ findValues });
  cache.endSearch();
  expect(findValues).not.toHaveBeenCalled();
  cache.found(place('c'), 'cat');
  cache.endSearch();
  expect(findValues.mock.lastCall?.[0]).toMatchObject({ text: '' });
  answer();
  await vi.waitFor(() => expect(cache.found(place('c'), 'cat')).toMatchObject({ state: 'ready' }));
  cache.endSearch();
  expect(findValues).toHaveBeenCalledTimes(2);
});
