import { Hono } from 'hono';
import type { StoredItem } from '../protocol/items.ts';
import type { Json } from '../protocol/model.ts';
import { bodyOf, checked, isOn } from './body.ts';
import type { ServedProject } from './project.ts';
import * as schemas from './schemas.ts';

/** The long-term store of the project, which all its graphs share that were compiled without one. */
export function storeRoutes({ items }: Pick<ServedProject, 'items'>): Hono {
  const app = new Hono();

  app.put('/store/items', async (c) => {
    const { namespace, key, value, ttl } = await bodyOf(c, schemas.itemPut);
    // As the graph's own serializer writes it: plain values are plain JSON.
    items.put({ namespace, key, text: JSON.stringify(value), ...(ttl !== undefined && { ttl }) });
    return c.body(null, 204);
  });
  app.get('/store/items', (c) => {
    const { refresh_ttl, ...item } = checked(schemas.itemGet, c.req.query());
    const refreshTtl = refresh_ttl === undefined ? {} : { refreshTtl: isOn(refresh_ttl) };
    const found = items.get({ ...item, ...refreshTtl });
    return c.json(found && asClientsSeeIt(found));
  });
  app.delete('/store/items', async (c) => {
    items.put({ ...(await bodyOf(c, schemas.itemDelete)), text: null });
    return c.body(null, 204);
  });
  app.post('/store/items/search', async (c) => {
    const { namespace_prefix, filter, limit, offset, refresh_ttl } = await bodyOf(
      c,
      schemas.itemSearch,
    );
    // A `query` is not heeded: without embeddings a search by meaning answers as one without, as it does in a run.
    const found = items.search({
      namespacePrefix: namespace_prefix,
      ...(filter && { filter }),
      ...(limit !== undefined && { limit }),
      ...(offset !== undefined && { offset }),
      ...(refresh_ttl !== undefined && { refreshTtl: refresh_ttl }),
    });
    return c.json({ items: found.map(asClientsSeeIt) });
  });
  app.post('/store/namespaces', async (c) => {
    const { prefix, suffix, max_depth, limit, offset } = await bodyOf(c, schemas.namespaceList);
    const namespaces = items.listNamespaces({
      matchConditions: [
        ...(prefix ? [{ matchType: 'prefix' as const, path: prefix }] : []),
        ...(suffix ? [{ matchType: 'suffix' as const, path: suffix }] : []),
      ],
      ...(max_depth !== undefined && { maxDepth: max_depth }),
      limit: limit ?? 100,
      ...(offset !== undefined && { offset }),
    });
    return c.json({ namespaces });
  });
  return app;
}

const asClientsSeeIt = ({ namespace, key, text, created_at, updated_at }: StoredItem) => ({
  namespace,
  key,
  value: JSON.parse(text) as Json,
  created_at,
  updated_at,
});
