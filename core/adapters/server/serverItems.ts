import type { Client, Item } from '@langchain/langgraph-sdk';
import type { ItemStore, StoredItem } from '../../protocol/items.ts';
import { createItemStore } from '../../values/itemStore.ts';
import { asked } from './explain.ts';

/** What a server lists at a time; more are left out. */
const MOST = 1_000;

/** The long-term store of a server. It searches by no text, so that is done here, in the first thousand items. */
export function createServerItems(client: Client, url: string): ItemStore {
  const { store } = client;
  return createItemStore({
    async listNamespaces() {
      return (await asked(url, store.listNamespaces({ limit: MOST }))).namespaces;
    },
    async search({ namespacePrefix, containing, limit = 10, offset = 0 }) {
      const page = containing === undefined ? { limit, offset } : { limit: MOST };
      const query = { ...page, refreshTtl: false };
      const { items } = await asked(url, store.searchItems(namespacePrefix, query));
      const found = items.map(asStored);
      if (containing === undefined) return found;
      return found.filter((item) => contains(item, containing)).slice(offset, offset + limit);
    },
    async get({ namespace, key }) {
      const found = await asked(url, store.getItem(namespace, key, { refreshTtl: false }));
      return found && asStored(found);
    },
    put: ({ namespace, key, text, ttl }) =>
      asked(
        url,
        text === null
          ? store.deleteItem(namespace, key)
          : store.putItem(namespace, key, JSON.parse(text) as Item['value'], {
              ...(ttl !== undefined && { ttl }),
            }),
      ),
  });
}

const asStored = ({ namespace, key, value, createdAt, updatedAt }: Item): StoredItem => ({
  namespace,
  key,
  text: JSON.stringify(value),
  created_at: createdAt,
  updated_at: updatedAt,
});

function contains({ namespace, key, text }: StoredItem, wanted: string): boolean {
  const lower = wanted.toLowerCase();
  return [namespace.join('.'), key, text].some((one) => one.toLowerCase().includes(lower));
}
