import { StudioError } from '../protocol/errors.ts';
import type {
  EditedItem,
  GetItem,
  ItemKey,
  ItemStore,
  PutItem,
  SearchItems,
  StoredItem,
} from '../protocol/items.ts';
import type { Json } from '../protocol/model.ts';
import { findValues } from './findValues.ts';
import { jsonText } from './jsonText.ts';
import { textValue } from './textValue.ts';
import { absent, cut, levelOf, valueAt, type Value } from './value.ts';

type Answer<T> = T | Promise<T>;

/** Where the items are. */
export interface ItemSource {
  listNamespaces: () => Answer<string[][]>;
  search: (query: SearchItems) => Answer<StoredItem[]>;
  get: (item: GetItem) => Answer<StoredItem | null>;
  put: (item: PutItem) => Answer<void>;
}

/** How many items a list begins with. */
const PAGE = 100;
const PREVIEW_LENGTH = 200;
const MINUTE_MS = 60_000;

/** What a person is shown of a store, and may change in it. */
export function createItemStore(source: ItemSource): ItemStore {
  const find = async (key: ItemKey): Promise<StoredItem> => {
    const { namespace, key: name } = key;
    const item = await source.get({ namespace, key: name, refreshTtl: false });
    if (item) return item;
    throw new StudioError('unknownItem', `There is no item ${name} in ${namespace.join('.')}.`);
  };
  const valueIn = async (key: ItemKey, path: (string | number)[]): Promise<Value> =>
    valueAt(valueOf(await find(key)), path) ?? absent();

  return {
    async listNamespaces() {
      const found = await source.listNamespaces();
      return found.toSorted((a, b) => (a.join('\0') < b.join('\0') ? -1 : 1));
    },
    async searchItems({ limit = PAGE, ...query }) {
      const found = await source.search({ ...query, limit: limit + 1, refreshTtl: false });
      return { items: found.slice(0, limit).map(rowOf), more: found.length > limit };
    },
    async getItem(key) {
      const { text, updated_at } = await find(key);
      return { value: JSON.parse(text) as Json, updated_at };
    },
    async putItem({ namespace, key, value, since }) {
      checkItem({ namespace, key, value });
      const known = await source.get({ namespace, key, refreshTtl: false });
      checkSince({ namespace, key, since }, known);
      const left = known?.expires_at && (Date.parse(known.expires_at) - Date.now()) / MINUTE_MS;
      const ttl = left ? { ttl: left } : {};
      await source.put({ namespace, key, text: JSON.stringify(value), ...ttl });
    },
    deleteItem: async ({ namespace, key }) => source.put({ namespace, key, text: null }),
    readValue: async (key, path, offset = 0, limit = PAGE) =>
      levelOf(await valueIn(key, path), offset, limit),
    findValues: async (key, path, text, signal) =>
      findValues(await valueIn(key, path), text, signal),
    readWhole: async (key, path) => (await valueIn(key, path)).toJson() ?? null,
  };
}

const valueOf = ({ text }: StoredItem): Value => textValue(jsonText(text));

function rowOf(item: StoredItem) {
  const { text: _text, ...row } = item;
  return { ...row, preview: cut(valueOf(item).preview(PREVIEW_LENGTH), PREVIEW_LENGTH) };
}

const invalid = (message: string) => new StudioError('invalidItem', message);

/** What LangGraph asks of an item (langgraph-checkpoint dist/store/base.js, `validateNamespace`). */
function checkItem({ namespace, key, value }: Omit<EditedItem, 'since'>): void {
  if (namespace.length === 0) throw invalid('The item has no namespace.');
  if (namespace.includes('')) throw invalid('A label of the namespace is empty.');
  const dotted = namespace.find((label) => label.includes('.'));
  if (dotted !== undefined) throw invalid(`The label ${dotted} of the namespace has a dot in it.`);
  if (namespace[0] === 'langgraph') throw invalid('The namespace langgraph is LangGraph’s own.');
  if (key === '') throw invalid('The item has no key.');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid('The value of an item is an object: {…}.');
  }
}

function checkSince({ key, since }: Omit<EditedItem, 'value'>, known: StoredItem | null): void {
  if (since === null && known) throw invalid(`There is an item ${key} in this namespace already.`);
  if (since === null) return;
  if (!known) throw new StudioError('unknownItem', `The item ${key} was deleted meanwhile.`);
  if (known.updated_at !== since) {
    throw invalid(`The item ${key} was put again since you began to edit it.`);
  }
}
