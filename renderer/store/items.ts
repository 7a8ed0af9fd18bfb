import { toWireError, type WireError } from '../../core/protocol/errors.ts';
import type { ItemKey, ItemRow } from '../../core/protocol/items.ts';
import { parseJson } from './parseJson.ts';
import type { AppState, Slice } from './store.ts';

/** An item as it is being edited, or made. What is wrong with it stands beside it; its text is kept. */
export interface ItemDraft {
  /** Labels with dots between them. */
  namespace: string;
  key: string;
  text: string;
  /** `updated_at` of what is edited; null for a new one. */
  since: string | null;
  problem?: { message: string; hint?: string };
}

/** What was found in the long-term store when it was looked at last. */
export interface FoundItems {
  namespaces: string[][];
  items: ItemRow[];
  more: boolean;
}

export interface ItemsSlice {
  /** By session: grows with every change of its long-term store. */
  itemChanges: Record<string, number>;
  /** The namespace looked at, with those below it; empty = all. */
  itemPrefix: string[];
  itemFilter: string;
  itemLimit: number;
  foundItems?: FoundItems;
  /** Why they could not be read. */
  itemsFailure?: WireError;
  chosenItem?: ItemKey;
  itemDraft?: ItemDraft;

  /** Reads what is looked at, as it is now; while one look is under way, one more follows it. */
  itemsLooked: () => Promise<void>;
  itemPrefixChosen: (prefix: string[]) => void;
  itemFilterChanged: (filter: string) => void;
  moreItemsShown: () => void;
  itemChosen: (key: ItemKey | undefined) => void;
  itemStarted: () => void;
  itemEdited: (key: ItemKey) => Promise<void>;
  itemDraftChanged: (changes: Partial<Pick<ItemDraft, 'namespace' | 'key' | 'text'>>) => void;
  itemDraftDropped: () => void;
  itemDraftPut: () => Promise<void>;
  itemDeleted: (key: ItemKey) => Promise<void>;
}

const PAGE = 100;

/** What is forgotten when another session is looked at. */
export const noItems = {
  itemPrefix: [],
  itemFilter: '',
  itemLimit: PAGE,
  foundItems: undefined,
  itemsFailure: undefined,
  chosenItem: undefined,
  itemDraft: undefined,
} satisfies Partial<AppState>;

/** A namespace in one line. Its labels have no dots: LangGraph refuses them. */
export const namespaceText = (namespace: string[]): string => namespace.join('.');

const labelsOf = (namespace: string): string[] =>
  namespace
    .trim()
    .split('.')
    .map((label) => label.trim());

export const itemsSlice: Slice<ItemsSlice> = (set, get) => {
  let looking: Promise<void> | undefined;
  let again = false;

  const look = async () => {
    const { client, sessionId, itemPrefix, itemFilter, itemLimit } = get();
    if (!sessionId) return;
    const containing = itemFilter.trim();
    const query = { namespacePrefix: itemPrefix, limit: itemLimit };
    const isShown = () => get().sessionId === sessionId;
    try {
      const [namespaces, found] = await Promise.all([
        client.listNamespaces({ sessionId }),
        client.searchItems({ sessionId, ...query, ...(containing && { containing }) }),
      ]);
      if (isShown()) set({ foundItems: { namespaces, ...found }, itemsFailure: undefined });
    } catch (thrown) {
      if (isShown()) set({ itemsFailure: toWireError(thrown) });
    }
  };
  /** Until nothing was asked for meanwhile: a run may put more often than one can look. */
  const lookOften = async () => {
    while (again) {
      again = false;
      await look();
    }
  };

  return {
    itemChanges: {},
    ...noItems,

    itemsLooked: async () => {
      again = true;
      if (looking) return looking;
      looking = lookOften();
      await looking;
      looking = undefined;
    },
    itemPrefixChosen: (itemPrefix) => {
      set({ itemPrefix, itemLimit: PAGE });
      void get().itemsLooked();
    },
    itemFilterChanged: (itemFilter) => {
      set({ itemFilter, itemLimit: PAGE });
      void get().itemsLooked();
    },
    moreItemsShown: () => {
      set(({ itemLimit }) => ({ itemLimit: itemLimit + PAGE }));
      void get().itemsLooked();
    },
    itemChosen: (chosenItem) => set({ chosenItem }),

    itemStarted: () => {
      const namespace = namespaceText(get().itemPrefix);
      set({ itemDraft: { namespace, key: '', text: '{}', since: null } });
    },
    itemEdited: async (item) => {
      const { client, sessionId, attempt } = get();
      if (!sessionId) return;
      const found = await attempt(() => client.getItem({ sessionId, ...item }));
      if (!found) return;
      const { value, updated_at } = found;
      const text = JSON.stringify(value, null, 2);
      const namespace = namespaceText(item.namespace);
      set({ itemDraft: { namespace, key: item.key, text, since: updated_at } });
    },
    itemDraftChanged: (changes) =>
      set(({ itemDraft }) => ({
        itemDraft: itemDraft && { ...itemDraft, ...changes, problem: undefined },
      })),
    itemDraftDropped: () => set({ itemDraft: undefined }),
    itemDraftPut: async () => {
      const { client, sessionId, itemDraft: draft } = get();
      if (!sessionId || !draft) return;
      const refuse = (problem: ItemDraft['problem']) =>
        set(({ itemDraft }) => ({ itemDraft: itemDraft && { ...itemDraft, problem } }));
      const parsed = parseJson(draft.text);
      if ('problem' in parsed) {
        refuse({ message: parsed.problem });
        return;
      }
      const item = { namespace: labelsOf(draft.namespace), key: draft.key.trim() };
      try {
        await client.putItem({ sessionId, ...item, value: parsed.value, since: draft.since });
      } catch (thrown) {
        const { message, hint } = toWireError(thrown);
        refuse({ message, hint });
        return;
      }
      if (get().itemDraft === draft) set({ itemDraft: undefined, chosenItem: item });
      await get().itemsLooked();
    },
    itemDeleted: async (item) => {
      const { client, sessionId, attempt } = get();
      if (!sessionId) return;
      await attempt(() => client.deleteItem({ sessionId, ...item }));
      set({ chosenItem: undefined });
      await get().itemsLooked();
    },
  };
};
