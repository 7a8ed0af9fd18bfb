import type {
  GetItem,
  ListNamespaces,
  PutItem,
  SearchItems,
  StoredItem,
  StoreOperation,
  StoreResult,
} from '../../protocol/items.ts';
import type { Json } from '../../protocol/model.ts';
import type { Database } from '../database.ts';
import type { Items } from '../storage.ts';
import { passes } from './filter.ts';
import { chooseNamespaces, pathsBelow } from './namespaces.ts';

const MINUTE_MS = 60_000;

/** How long items live, as LangGraph's `TTLConfig` has it. */
export interface TimeToLive {
  /** Minutes; for ever when absent. */
  defaultTtl?: number;
  /** Whether reading an item starts its time anew; true by default. */
  refreshOnRead?: boolean;
}

export interface ItemsOptions extends TimeToLive {
  /** Milliseconds since 1970. */
  now?: () => number;
  /** Hears of the namespaces in which something changed, once it is committed. */
  changed?: (namespaces: string[][]) => void;
}

interface ItemRow {
  id: number;
  path: string;
  key: string;
  text: string;
  created_at: string;
  updated_at: string;
  ttl: number | null;
  expires_at: number | null;
}

const select =
  'SELECT item.*, path FROM item_namespace JOIN item ON item.namespace = item_namespace.id';
const isAlive = '(expires_at IS NULL OR expires_at > ?)';

/**
 * The items of one scope, which share nothing with those of another. Order is that of LangGraph's `InMemoryStore`:
 * namespaces as they came, and the items in each as they came; what is put again keeps its place.
 */
export function createItems(db: Database, scope: string, options: ItemsOptions = {}): Items {
  const { now = Date.now, changed = () => {}, refreshOnRead = true } = options;

  const refresh = (rows: ItemRow[], wanted = refreshOnRead): ItemRow[] => {
    if (!wanted) return rows;
    return rows.map((row) => {
      if (row.ttl === null) return row;
      const expires_at = expiry(now(), row.ttl);
      db.run('UPDATE item SET expires_at = ? WHERE id = ?', expires_at, row.id);
      return { ...row, expires_at };
    });
  };

  const get = ({ namespace, key, refreshTtl }: GetItem): StoredItem | null => {
    const row = db.get<ItemRow>(
      `${select} WHERE scope = ? AND path = ? AND key = ? AND ${isAlive}`,
      scope,
      JSON.stringify(namespace),
      key,
      now(),
    );
    const [read] = row ? refresh([row], refreshTtl) : [];
    return read ? asItem(read) : null;
  };

  const search = (query: SearchItems): StoredItem[] => {
    const { namespacePrefix, filter, containing, limit = 10, offset = 0, refreshTtl } = query;
    const { self, from, to } = pathsBelow(namespacePrefix);
    const candidates = `${select} WHERE scope = ? AND (path = ? OR (path >= ? AND path < ?))
      AND ${isAlive} ORDER BY item.namespace, item.id`;
    const bounds = [scope, self, from, to, now()] as const;
    if (!filter && containing === undefined) {
      const paged = `${candidates} LIMIT ? OFFSET ?`;
      return refresh(db.all<ItemRow>(paged, ...bounds, limit, offset), refreshTtl).map(asItem);
    }
    const fits = db
      .all<ItemRow>(candidates, ...bounds)
      .filter((row) => contains(row, containing) && (!filter || passes(parse(row), filter)));
    return refresh(fits.slice(offset, offset + limit), refreshTtl).map(asItem);
  };

  const listNamespaces = (query: ListNamespaces = {}): string[][] => {
    const alive = `EXISTS (SELECT 1 FROM item WHERE item.namespace = item_namespace.id AND ${isAlive})`;
    const rows = db.all<{ path: string }>(
      `SELECT path FROM item_namespace WHERE scope = ? AND ${alive}`,
      scope,
      now(),
    );
    return chooseNamespaces(
      rows.map(({ path }) => JSON.parse(path) as string[]),
      query,
    );
  };

  const namespaceId = (path: string): number | null => {
    const sql = `INSERT INTO item_namespace (scope, path) VALUES (?, ?)
      ON CONFLICT DO UPDATE SET path = excluded.path RETURNING id`;
    return db.get<{ id: number }>(sql, scope, path)?.id ?? null;
  };

  const remove = (path: string, key: string) => {
    const own = 'SELECT id FROM item_namespace WHERE scope = ? AND path = ?';
    db.run(`DELETE FROM item WHERE namespace = (${own}) AND key = ?`, scope, path, key);
    db.run(
      `DELETE FROM item_namespace WHERE id = (${own})
       AND NOT EXISTS (SELECT 1 FROM item WHERE namespace = item_namespace.id)`,
      scope,
      path,
    );
  };

  const put = ({ namespace, key, text, ttl = options.defaultTtl ?? null }: PutItem) => {
    const path = JSON.stringify(namespace);
    if (text === null) {
      remove(path, key);
      return;
    }
    const id = namespaceId(path);
    const at = now();
    const time = new Date(at).toISOString();
    // One that has run out and was not swept yet is gone: what is put in its place is new.
    db.run('DELETE FROM item WHERE namespace = ? AND key = ? AND expires_at <= ?', id, key, at);
    db.run(
      `INSERT INTO item (namespace, key, text, created_at, updated_at, ttl, expires_at)
       VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET text = excluded.text,
       updated_at = excluded.updated_at, ttl = excluded.ttl, expires_at = excluded.expires_at`,
      id,
      key,
      text,
      time,
      time,
      ttl,
      ttl === null ? null : expiry(at, ttl),
    );
  };

  const read = (operation: StoreOperation): StoreResult => {
    switch (operation.type) {
      case 'get':
        return get(operation);
      case 'search':
        return search(operation);
      case 'listNamespaces':
        return listNamespaces(operation);
      default:
        return null;
    }
  };

  const batch = (operations: StoreOperation[]): StoreResult[] => {
    const puts = new Map<string, PutItem>();
    for (const operation of operations) {
      if (operation.type !== 'put') continue;
      puts.set(JSON.stringify([operation.namespace, operation.key]), operation);
    }
    if (puts.size === 0) return operations.map(read);
    const results = db.transaction(() => {
      const found = operations.map(read);
      for (const one of puts.values()) put(one);
      return found;
    });
    changed(distinct([...puts.values()].map(({ namespace }) => namespace)));
    return results;
  };

  return {
    get,
    put: (item) => void batch([{ type: 'put', ...item }]),
    search,
    listNamespaces,
    batch,
  };
}

const expiry = (at: number, ttl: number): number => Math.round(at + ttl * MINUTE_MS);

const parse = ({ text }: ItemRow): unknown => JSON.parse(text) as Json;

function contains({ path, key, text }: ItemRow, wanted = ''): boolean {
  const lower = wanted.toLowerCase();
  return [path, key, text].some((one) => one.toLowerCase().includes(lower));
}

const distinct = (paths: string[][]): string[][] => [
  ...new Map(paths.map((path) => [JSON.stringify(path), path])).values(),
];

function asItem({ path, key, text, created_at, updated_at, expires_at }: ItemRow): StoredItem {
  return {
    namespace: JSON.parse(path) as string[],
    key,
    text,
    created_at,
    updated_at,
    ...(expires_at !== null && { expires_at: new Date(expires_at).toISOString() }),
  };
}
