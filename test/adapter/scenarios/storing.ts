import { expect, test } from 'vitest';
import type { Scene } from '../adapterSpec.ts';

/** The long-term store as the tab Store has it: the project's own, or a server's. */
export function storing({ open }: Scene): void {
  test('its long-term store is looked through, searched, changed and emptied', async () => {
    const { items } = (await open('linear')).adapter;
    if (!items) throw new Error('The adapter has no store.');
    const root = `shelf-${Date.now()}`;
    const inks = [root, 'inks'];
    const none = { unknownItem: { code: 'unknownItem' }, invalidItem: { code: 'invalidItem' } };
    const colours = { colour: 'blue', drops: [1, 2.5], by: { name: 'Ada' } };
    await items.putItem({ namespace: inks, key: 'first', value: colours, since: null });
    await items.putItem({ namespace: inks, key: 'second', value: { colour: 'red' }, since: null });
    await items.putItem({ namespace: [root], key: 'third', value: {}, since: null });

    const ours = (await items.listNamespaces()).filter(([label]) => label === root);
    expect(ours).toEqual([[root], inks]);
    const keysOf = async (query: Parameters<typeof items.searchItems>[0]) =>
      (await items.searchItems(query)).items.map(({ key }) => key).sort();
    expect(await keysOf({ namespacePrefix: [root] })).toEqual(['first', 'second', 'third']);
    expect(await keysOf({ namespacePrefix: inks })).toEqual(['first', 'second']);
    expect(await keysOf({ namespacePrefix: inks, containing: 'BLUE' })).toEqual(['first']);
    const pages = [0, 1].map((offset) =>
      items.searchItems({ namespacePrefix: inks, limit: 1, offset }),
    );
    const [page, rest] = await Promise.all(pages);
    expect([page?.more, rest?.more]).toEqual([true, false]);
    expect(new Set([page, rest].flatMap((one) => one?.items.map(({ key }) => key)))).toEqual(
      new Set(['first', 'second']),
    );

    const first = { namespace: inks, key: 'first' };
    const { value, updated_at } = await items.getItem(first);
    expect(value).toEqual(colours);
    expect(await items.readWhole(first, ['by', 'name'])).toBe('Ada');
    await expect(items.putItem({ ...first, value: {}, since: null })).rejects.toMatchObject(
      none.invalidItem,
    );
    await items.putItem({ ...first, value: { colour: 'green' }, since: updated_at });
    expect((await items.getItem(first)).value).toEqual({ colour: 'green' });
    for (const key of ['first', 'second']) await items.deleteItem({ namespace: inks, key });
    await items.deleteItem({ namespace: [root], key: 'third' });
    expect(await keysOf({ namespacePrefix: [root] })).toEqual([]);
    await expect(items.getItem(first)).rejects.toMatchObject(none.unknownItem);
  });
}
