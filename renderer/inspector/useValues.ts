import { useSyncExternalStore } from 'react';
import { type AppState, useApp } from '../store/store.ts';
import type { ValueCache } from '../store/valueCache.ts';

const values = (state: AppState) => state.values;

/** The cache of values; the component renders again when something was read. */
export function useValues(): ValueCache {
  const cache = useApp(values);
  useSyncExternalStore(cache.subscribe, cache.version);
  return cache;
}
