import { Hono } from 'hono';
import type { Permit, ServerEnv } from './access.ts';
import type { StoredItem } from '../protocol/items.ts';
import type { Json } from '../protocol/model.ts';
import { bodyOf, checked, isOn } from './body.ts';
import { ClientFailure } from './failure.ts';
import type { ServedProject } from './project.ts';
import * as schemas from './schemas.ts';

/** Items read at a time in search of those that a client may see. */
const SCAN = 1_000;

/** The long-term store of the project, which all its graphs share that were compiled without one. */
export function storeRoutes({ items }: Pick<ServedProject, 'items'>) {
  const app = new Hono<ServerEnv>();

  app.put('/store/items', async (c) => {
    const { ttl, ...given } = await bodyOf(c, schemas.itemPut);
    const { value: asked, fits, isAll } = await c.get('access').ask('store:put', given);
    const { namespace, key, value } = checked(schemas.itemPut, asked);
    const known = isAll ? null : items.get({ namespace, key, refreshTtl: false });
    if (known && !fits(metadataOf(asClientsSeeIt(known)))) throw noItem();
    if (!fits(metadataOf({ namespace, key, value }))) throw notAllowed();
    // As the graph's own serializer writes it: plain values are plain JSON.
    items.put({ namespace, key, text: JSON.stringify(value), ...(ttl !== undefined && { ttl }) });
    return c.body(null, 204);
  });
  app.get('/store/items', async (c) => {
    const { refresh_ttl, ...item } = checked(schemas.itemGet, c.req.query());
    const refreshTtl = refresh_ttl === undefined ? {} : { refreshTtl: isOn(refresh_ttl) };
    const { value: asked, fits } = await c.get('access').ask('store:get', item);
    const { namespace, key } = checked(schemas.itemDelete, asked);
    const found = items.get({ namespace, key, ...refreshTtl });
    if (!found) return c.json(null);
    const shown = asClientsSeeIt(found);
    if (!fits(metadataOf(shown))) throw noItem();
    return c.json(shown);
  });
  app.delete('/store/items', async (c) => {
    const item = await bodyOf(c, schemas.itemDelete);
    const { value: asked, fits, isAll } = await c.get('access').ask('store:delete', item);
    const { namespace, key } = checked(schemas.itemDelete, asked);
    const known = isAll ? null : items.get({ namespace, key, refreshTtl: false });
    if (known && !fits(metadataOf(asClientsSeeIt(known)))) throw noItem();
    if (!known && !fits(metadataOf({ namespace, key }))) throw notAllowed();
    items.put({ namespace, key, text: null });
    return c.body(null, 204);
  });
  app.post('/store/items/search', async (c) => {
    const {
      namespace_prefix,
      filter,
      limit = 10,
      offset = 0,
      refresh_ttl,
    } = await bodyOf(c, schemas.itemSearch);
    const asked = { namespace: namespace_prefix, filter, limit, offset };
    const permit = await c.get('access').ask('store:search', asked);
    // A `query` is not heeded: without embeddings a search by meaning answers as one without, as it does in a run.
    const found = pageOf({ limit, offset }, permit, metadataOf, (page) =>
      items
        .search({
          namespacePrefix: namespace_prefix,
          ...(filter && { filter }),
          ...page,
          ...(refresh_ttl !== undefined && { refreshTtl: refresh_ttl }),
        })
        .map(asClientsSeeIt),
    );
    return c.json({ items: found });
  });
  app.post('/store/namespaces', async (c) => {
    const {
      prefix,
      suffix,
      max_depth,
      limit = 100,
      offset = 0,
    } = await bodyOf(c, schemas.namespaceList);
    const asked = { namespace: prefix, suffix, max_depth, limit, offset };
    const permit = await c.get('access').ask('store:list_namespaces', asked);
    const metadata = (namespace: string[]) => ({ namespace });
    const namespaces = pageOf({ limit, offset }, permit, metadata, (page) =>
      items.listNamespaces({
        matchConditions: [
          ...(prefix ? [{ matchType: 'prefix' as const, path: prefix }] : []),
          ...(suffix ? [{ matchType: 'suffix' as const, path: suffix }] : []),
        ],
        ...(max_depth !== undefined && { maxDepth: max_depth }),
        ...page,
      }),
    );
    return c.json({ namespaces });
  });
  return app;
}

type Shown = ReturnType<typeof asClientsSeeIt>;

const asClientsSeeIt = ({ namespace, key, text, created_at, updated_at }: StoredItem) => ({
  namespace,
  key,
  value: JSON.parse(text) as Json,
  created_at,
  updated_at,
});

/** What a handler's filter is held against, as langgraph-api 1.5.1 has it (dist/api/store.mjs). */
const metadataOf = ({ namespace, key, value }: Partial<Shown>) => ({
  ...(value as object | undefined),
  namespace,
  key,
});

interface Page {
  limit: number;
  offset: number;
}

/** One page of what the client may see; where that is not everything, what is before it has to be read. */
function pageOf<T>(
  { limit, offset }: Page,
  { fits, isAll }: Permit<unknown>,
  metadata: (one: T) => Record<string, unknown>,
  read: (page: Page) => T[],
): T[] {
  if (isAll) return read({ limit, offset });
  const seen: T[] = [];
  for (let from = 0; seen.length < offset + limit; from += SCAN) {
    const rows = read({ limit: SCAN, offset: from });
    seen.push(...rows.filter((row) => fits(metadata(row))));
    if (rows.length < SCAN) break;
  }
  return seen.slice(offset, offset + limit);
}

const noItem = () => new ClientFailure(404, 'There is no such item.');
const notAllowed = () => new ClientFailure(403, 'You may not do that to this item.');
