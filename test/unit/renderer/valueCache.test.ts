import { expect, test, vi } from 'vitest';
import type { ValueLevel } from '../../../core/protocol/model.ts';
import { createValueCache, type Place } from '../../../renderer/store/valueCache.ts';

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
  const cache = createValueCache({ readValue, readWhole: async () => null });
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
  const cache = createValueCache({ readValue, readWhole: async () => null });
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
  const cache = createValueCache({ readValue, readWhole: async () => null });
  cache.level(place('c'));
  await vi.waitFor(() => expect(cache.level(place('c'))).toMatchObject({ state: 'failed' }));
  expect(readValue).toHaveBeenCalledTimes(1);
  cache.retry(place('c'));
  expect(cache.level(place('c'))).toEqual({ state: 'loading' });
  expect(readValue).toHaveBeenCalledTimes(2);
});

test('forgets what was not looked at the longest', async () => {
  const readWhole = vi.fn(async () => 1);
  const cache = createValueCache({ readValue: async () => level('a'), readWhole });
  for (let index = 0; index < 60; index++) cache.whole(place(`c${index}`));
  cache.whole(place('c0'));
  cache.whole(place('c60'));
  const reads = readWhole.mock.calls.length;
  cache.whole(place('c0'));
  expect(readWhole).toHaveBeenCalledTimes(reads);
  cache.whole(place('c1'));
  expect(readWhole).toHaveBeenCalledTimes(reads + 1);
});
