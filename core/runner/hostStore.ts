import { StudioError } from '../protocol/errors.ts';
import type { StoredItem, StoreOperation, StoreResult } from '../protocol/items.ts';
import {
  isPut,
  itemOf,
  operationOf,
  type GivenOperation,
  type Item,
} from '../protocol/storeOperations.ts';
import { findSuspects } from '../structure/findSuspects.ts';
import { createLossList } from '../structure/lossList.ts';
import { isJsonPlus, writeTextWith } from '../structure/serde.ts';
import type { Serde } from './langgraph.ts';
import { unserializable } from './serializeCheck.ts';

/**
 * LangGraph's `BaseStore`, in what any version from 0.2 on calls of it: inside a run that is `batch` alone, through an
 * `AsyncBatchedStore` of its own (pregel/loop.js).
 */
export interface HostStore {
  batch: (operations: GivenOperation[]) => Promise<unknown[]>;
  get: (namespace: string[], key: string) => Promise<unknown>;
  search: (namespacePrefix: string[], options?: GivenOperation) => Promise<unknown>;
  put: (
    namespace: string[],
    key: string,
    value: unknown,
    index?: unknown,
    options?: { ttl?: number | null },
  ) => Promise<void>;
  delete: (namespace: string[], key: string) => Promise<void>;
  listNamespaces: (
    options?: { prefix?: string[]; suffix?: string[] } & GivenOperation,
  ) => Promise<unknown>;
  start: () => void;
  stop: () => void;
  toJSON: () => string;
}

interface Host {
  storeBatch: (operations: StoreOperation[]) => Promise<StoreResult[]>;
  /** Tells a person something: that a search by meaning answers as one without, what of a value is not kept. */
  say: (text: string) => void;
}

const noMeaning =
  'A search of the store by meaning needs embeddings, which Retrograph has not: it answers as one without a query. ' +
  'Give the graph a store of its own to search by meaning.';

/**
 * A long-term store that keeps everything in core, for graphs that have none of their own. As with the saver, values go
 * through the serializer of the user's copy, and no LangGraph is imported. What is put is on disk when it resolves.
 */
export function createHostStore({ storeBatch, say }: Host, serde: Serde): HostStore {
  let told = false;
  const losses = createLossList();
  const write = isJsonPlus(serde) ? writeTextWith(serde) : undefined;

  const textOf = async (given: GivenOperation): Promise<string | null> => {
    const { value, key = '' } = given;
    if (!isPut(given) || value === null) return null;
    const path = `item ${key}`;
    const [type, bytes] = await serde.dumpsTyped(value);
    const error = unserializable(value, value, bytes, path);
    if (error) throw error;
    if (write) losses.fresh(findSuspects(value, path, write)).forEach(say);
    if (type === 'json') return new TextDecoder().decode(bytes);
    throw new StudioError('notSerializable', `The value of item ${key} is no object.`);
  };

  const revive = async (stored: StoredItem): Promise<Item> =>
    itemOf(stored, await serde.loadsTyped('json', stored.text));

  const batch = async (given: GivenOperation[]): Promise<unknown[]> => {
    if (!told && given.some(({ query }) => query)) {
      told = true;
      say(noMeaning);
    }
    const operations = await Promise.all(
      given.map(async (one) => operationOf(one, await textOf(one))),
    );
    const results = await storeBatch(operations);
    return Promise.all(
      results.map(async (result, index) => {
        switch (operations[index]?.type) {
          case 'get':
            return result && revive(result as StoredItem);
          case 'search':
            return Promise.all((result as StoredItem[]).map(revive));
          default:
            return result;
        }
      }),
    );
  };
  const one = async (operation: GivenOperation): Promise<unknown> => (await batch([operation]))[0];

  return {
    batch,
    get: (namespace, key) => one({ namespace, key }),
    search: (namespacePrefix, options = {}) => one({ limit: 10, ...options, namespacePrefix }),
    put: async (namespace, key, value, _index, { ttl } = {}) =>
      void (await one({ namespace, key, value, ...(ttl !== undefined && { ttl }) })),
    delete: async (namespace, key) => void (await one({ namespace, key, value: null })),
    listNamespaces: ({ prefix, suffix, ...rest } = {}) =>
      one({
        limit: 100,
        ...rest,
        matchConditions: [
          ...(prefix ? [{ matchType: 'prefix' as const, path: prefix }] : []),
          ...(suffix ? [{ matchType: 'suffix' as const, path: suffix }] : []),
        ],
      }),
    start: () => {},
    stop: () => {},
    toJSON: () => '[Retrograph store]',
  };
}
