import type { MatchCondition, StoredItem, StoreOperation } from './items.ts';
import type { Json } from './model.ts';

/** An entry of `BaseStore.batch` as LangGraph makes it: which operation it is shows in the fields that it has. */
export interface GivenOperation {
  namespace?: string[];
  key?: string;
  value?: unknown;
  namespacePrefix?: string[];
  filter?: Record<string, unknown>;
  query?: string;
  matchConditions?: MatchCondition[];
  maxDepth?: number;
  limit?: number;
  offset?: number;
  /** Minutes. Not in LangGraph's own types; its stores for Postgres and Redis take it. */
  ttl?: number | null;
  refreshTtl?: boolean;
}

/** An item as `BaseStore` answers with it. */
export interface Item {
  value: unknown;
  key: string;
  namespace: string[];
  createdAt: Date;
  updatedAt: Date;
}

/** Whether an operation writes: then the text of its value is asked for. */
export const isPut = (given: GivenOperation): boolean => 'value' in given;

/** `text` is what the serializer made of the value of a put; null where that is null. */
export function operationOf(given: GivenOperation, text: string | null): StoreOperation {
  const { namespace = [], key, namespacePrefix, filter, matchConditions } = given;
  const { ttl, refreshTtl, maxDepth, limit, offset } = given;
  const refresh = refreshTtl === undefined ? {} : { refreshTtl };
  const page = { ...(limit !== undefined && { limit }), ...(offset !== undefined && { offset }) };
  if (namespacePrefix) {
    const wanted = filter && { filter: filter as Record<string, Json> };
    return { type: 'search', namespacePrefix, ...wanted, ...page, ...refresh };
  }
  if (key === undefined) {
    return {
      type: 'listNamespaces',
      ...(matchConditions && { matchConditions }),
      ...(maxDepth !== undefined && { maxDepth }),
      ...page,
    };
  }
  if (!isPut(given)) return { type: 'get', namespace, key, ...refresh };
  return { type: 'put', namespace, key, text, ...(ttl !== undefined && { ttl }) };
}

/** `value` is what the serializer made of the item's text. */
export const itemOf = (
  { key, namespace, created_at, updated_at }: StoredItem,
  value: unknown,
): Item => ({
  value,
  key,
  namespace,
  createdAt: new Date(created_at),
  updatedAt: new Date(updated_at),
});
