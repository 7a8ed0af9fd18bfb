import type { Adapter } from '../adapters/adapter.ts';
import { errorHints, StudioError } from '../protocol/errors.ts';
import type { ItemStore } from '../protocol/items.ts';

/** The long-term store of what is open. Throws `notSupported` where there is none. */
export function itemsOf({ items, limits }: Adapter): ItemStore {
  if (items) return items;
  throw new StudioError('notSupported', limits.store ?? errorHints.notSupported);
}
