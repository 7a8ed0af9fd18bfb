import { toWireError, type WireError } from '../../core/protocol/errors.ts';
import type { FoundValues } from '../../core/protocol/found.ts';
import type { ItemRef, Json, ValueLevel, ValueRef } from '../../core/protocol/model.ts';
import type { Requests } from '../../core/protocol/requests.ts';

/** Where a value is: which moment or which item of the long-term store, and the path within it. */
export interface Place {
  sessionId: string;
  ref: ValueRef | ItemRef;
  path: (string | number)[];
  /** For values that still change, like the writes of a running task: read again when it differs. */
  revision?: string;
}

export type Loadable<T> =
  { state: 'loading' } | { state: 'ready'; value: T } | { state: 'failed'; error: WireError };

/** In characters: more is read whole only when a person asks for it. */
export const EAGER = 2_000_000;

const LOADING = { state: 'loading' } as const;
const LEVELS_KEPT = 4_000;
const WHOLES_KEPT = 60;
const SEARCHES_KEPT = 20;

/** A map that forgets what was not asked for the longest. */
function createRecent<T>(kept: number) {
  const entries = new Map<string, T>();
  return {
    get(key: string): T | undefined {
      const value = entries.get(key);
      if (value === undefined) return undefined;
      entries.delete(key);
      entries.set(key, value);
      return value;
    },
    set(key: string, value: T) {
      entries.set(key, value);
      const [oldest] = entries.keys();
      if (entries.size > kept && oldest !== undefined) entries.delete(oldest);
    },
    delete: (key: string) => entries.delete(key),
  };
}

/**
 * Values by checkpoint and path, read when they are first looked at. Checkpoints never change, so what was
 * read stays; failed reads stay too, until `retry`. Plain TypeScript: `subscribe` and `version` are what
 * React's `useSyncExternalStore` takes.
 */
export function createValueCache(client: Pick<Requests, 'readValue' | 'readWhole' | 'findValues'>) {
  const levels = createRecent<Loadable<ValueLevel>>(LEVELS_KEPT);
  const wholes = createRecent<Loadable<Json>>(WHOLES_KEPT);
  const searches = createRecent<Loadable<FoundValues>>(SEARCHES_KEPT);
  /** The search that core may still be at, of this window's. */
  const search = crypto.randomUUID();
  let searching: Parameters<Requests['findValues']>[0] | undefined;
  const listeners = new Set<() => void>();
  let version = 0;

  const changed = () => {
    version += 1;
    for (const listener of listeners) listener();
  };

  const load = <T>(
    cache: ReturnType<typeof createRecent<Loadable<T>>>,
    key: string,
    read: () => Promise<T>,
  ): Loadable<T> => {
    const known = cache.get(key);
    if (known) return known;
    cache.set(key, LOADING);
    const settle = (result: Loadable<T>) => {
      cache.set(key, result);
      changed();
    };
    const failed = (error: WireError) => {
      if (error.code !== 'superseded') return settle({ state: 'failed', error });
      // Whoever still wants it asks again.
      cache.delete(key);
      changed();
    };
    read().then(
      (value) => settle({ state: 'ready', value }),
      (thrown: unknown) => failed(toWireError(thrown)),
    );
    return LOADING;
  };

  return {
    /** One level, children from `offset` on; starts the read when it is not there. */
    level({ sessionId, ref, path, revision }: Place, offset = 0): Loadable<ValueLevel> {
      const key = keyOf({ sessionId, ref, path, revision }, offset);
      return load(levels, key, () => client.readValue({ sessionId, ref, path, offset }));
    },
    /** The whole value; starts the read when it is not there. */
    whole({ sessionId, ref, path, revision }: Place): Loadable<Json> {
      const key = keyOf({ sessionId, ref, path, revision });
      return load(wholes, key, () => client.readWhole({ sessionId, ref, path }));
    },
    /** What in the value has `text` in it; starts the search when it is not there, which ends the one before. */
    found({ sessionId, ref, path, revision }: Place, text: string): Loadable<FoundValues> {
      const key = searchKey({ sessionId, ref, path, revision }, text);
      return load(searches, key, async () => {
        const asked = { sessionId, ref, path, text, search };
        searching = asked;
        try {
          return await client.findValues(asked);
        } finally {
          if (searching === asked) searching = undefined;
        }
      });
    },
    /** Nobody wants to know any more. */
    endSearch() {
      if (!searching) return;
      // What comes of it is told to whoever asked for the search.
      client.findValues({ ...searching, text: '' }).catch(() => {});
    },
    /** The whole value, now; throws what core throws. For copying: it is not kept. */
    readWhole: ({ sessionId, ref, path }: Place): Promise<Json> =>
      client.readWhole({ sessionId, ref, path }),
    /** Forgets a failed read, or a failed search for `sought`, so that the next look reads again. */
    retry(place: Place, offset = 0, sought = '') {
      levels.delete(keyOf(place, offset));
      wholes.delete(keyOf(place, offset));
      searches.delete(searchKey(place, sought));
      changed();
    },
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    version: () => version,
  };
}

export type ValueCache = ReturnType<typeof createValueCache>;

/** Tells a value at one moment from every other; of its children, those from `offset` on. */
export const keyOf = ({ sessionId, ref, path, revision }: Place, offset = 0): string =>
  JSON.stringify([
    sessionId,
    ...('item' in ref
      ? [ref.item.namespace, ref.item.key]
      : [ref.thread_id, ref.checkpoint_ns, ref.checkpoint_id, ref.task?.id, ref.task?.part]),
    path,
    offset,
    revision,
  ]);

const searchKey = (place: Place, text: string): string => JSON.stringify([keyOf(place), text]);

/** The same for a value at all its moments. */
export const subjectOf = ({ revision: _moment, ...place }: Place): string =>
  keyOf('item' in place.ref ? place : { ...place, ref: { ...place.ref, checkpoint_id: '' } });
