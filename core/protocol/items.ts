import type { Cancellation } from './history.ts';
import type { FoundValues } from './found.ts';
import type { Json, ValueLevel } from './model.ts';

/**
 * LangGraph's long-term store as data: what its `BaseStore` asks (langgraph-checkpoint dist/store/base.d.ts), and what it
 * is answered. Names are LangGraph's; times are ISO 8601.
 */

/** What names an item: the path of its namespace, from the root label on, and its key. */
export interface ItemKey {
  namespace: string[];
  key: string;
}

/** An item with its value as JSON text, as the serializer of whoever put it wrote it. */
export interface StoredItem extends ItemKey {
  text: string;
  created_at: string;
  updated_at: string;
  /** When it goes by itself, unless it is put or read before. */
  expires_at?: string;
}

export interface GetItem extends ItemKey {
  /** Whether reading starts the item's time to live anew; absent = as the store is set, which is yes by default. */
  refreshTtl?: boolean;
}

export interface PutItem extends ItemKey {
  /** JSON text; null deletes the item. */
  text: string | null;
  /** Minutes to live; null = for ever, absent = as the store is set, which is for ever by default. */
  ttl?: number | null;
}

export interface SearchItems {
  /** Empty = everywhere. Whole labels: `['us']` does not find `['users']`. */
  namespacePrefix: string[];
  /**
   * By field of the value: a plain value that it must equal, or an object of `$eq`, `$ne`, `$gt`, `$gte`, `$lt`, `$lte`,
   * `$in` and `$nin`. All must hold.
   */
  filter?: Record<string, Json>;
  /** 10 by default. */
  limit?: number;
  offset?: number;
  refreshTtl?: boolean;
  /** Only items whose namespace, key or value contains this text, whatever its case. Ours, for people; graphs have no such thing. */
  containing?: string;
}

export interface MatchCondition {
  matchType: 'prefix' | 'suffix';
  /** `*` stands for any one label. */
  path: string[];
}

export interface ListNamespaces {
  matchConditions?: MatchCondition[];
  /** Cuts paths to this many labels; equal ones are listed once. */
  maxDepth?: number;
  /** All by default. */
  limit?: number;
  offset?: number;
}

/** One entry of a `batch`. */
export type StoreOperation =
  | ({ type: 'get' } & GetItem)
  | ({ type: 'put' } & PutItem)
  | ({ type: 'search' } & SearchItems)
  | ({ type: 'listNamespaces' } & ListNamespaces);

/** By type: an item or null, null, items, paths. */
export type StoreResult = StoredItem | StoredItem[] | string[][] | null;

/** An item as a list shows it. */
export interface ItemRow extends ItemKey {
  /** The value in one line. */
  preview: string;
  created_at: string;
  updated_at: string;
  expires_at?: string;
}

/** An item as it is edited. */
export interface EditedItem extends ItemKey {
  value: Json;
  /** `updated_at` of what was edited; null for one that is to be new. */
  since: string | null;
}

/**
 * A project's long-term store as a person looks at it. Looking never starts an item's time to live anew, and an edit
 * leaves it as it was.
 */
export interface ItemStore {
  /** By their labels. */
  listNamespaces: () => Promise<string[][]>;
  /** Of a namespace and those below it, without their values; `more` says whether there are any after these. */
  searchItems: (
    query: Pick<SearchItems, 'namespacePrefix' | 'containing' | 'offset' | 'limit'>,
  ) => Promise<{ items: ItemRow[]; more: boolean }>;
  /** The value as JSON, as the serializer wrote it: what is put back unchanged stays the same. Throws `unknownItem`. */
  getItem: (key: ItemKey) => Promise<{ value: Json; updated_at: string }>;
  /** Throws `invalidItem`, also when the item has changed since, and `unknownItem` when it is gone. */
  putItem: (item: EditedItem) => Promise<void>;
  deleteItem: (key: ItemKey) => Promise<void>;
  /** Throws `unknownItem`. */
  readValue: (
    key: ItemKey,
    path: (string | number)[],
    offset?: number,
    limit?: number,
  ) => Promise<ValueLevel>;
  findValues: (
    key: ItemKey,
    path: (string | number)[],
    text: string,
    signal: Cancellation,
  ) => Promise<FoundValues>;
  readWhole: (key: ItemKey, path: (string | number)[]) => Promise<Json>;
}
