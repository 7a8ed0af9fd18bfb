import { expect, test } from './app/test.ts';

test('what a run puts into the long-term store appears, is changed, and is what the next run reads', async ({
  open,
  graphs,
}) => {
  const studio = await open(graphs.file('remembers.ts'));
  const { page } = studio;
  await studio.ready();
  await studio.setInput({ name: 'ann' });
  await studio.panel('Store');
  const store = page.getByRole('region', { name: 'Store' });
  await expect(store).toContainText('No items yet');
  await studio.run();
  await studio.finished();
  // The panel was open all the while: nobody asked it to look again.
  const item = store.getByRole('option', { name: /^visitors\.ann / });
  await item.click();
  const value = store.getByRole('tree', { name: 'Value of ann' });
  await expect(value).toContainText('visits');
  await expect(value).toContainText('hello');

  await store.getByRole('button', { name: 'Edit', exact: true }).click();
  const editor = store.getByLabel('Item JSON');
  await studio.fill(editor, '{"visits": 41');
  await page.keyboard.press('Delete');
  await store.getByRole('button', { name: 'Put item' }).click();
  await expect(store.getByRole('alert')).toContainText('Not JSON at line 1');
  await studio.fill(editor, '{"visits": 41}');
  await store.getByRole('button', { name: 'Put item' }).click();
  await expect(value).toContainText('41');

  await studio.panel('Input');
  await studio.run();
  await studio.finished();
  await studio.tab('State');
  await expect(studio.inspector.getByRole('treeitem', { name: /visits/ })).toContainText('42');

  await studio.panel('Store');
  await store.getByRole('button', { name: 'New item' }).click();
  await studio.fill(store.getByRole('textbox', { name: 'Namespace' }), 'visitors.old');
  await studio.fill(store.getByRole('textbox', { name: 'Key' }), 'bob');
  await store.getByRole('button', { name: 'Put item' }).click();
  const namespaces = store.getByRole('listbox', { name: 'Namespaces' });
  await expect(namespaces.getByRole('option', { name: 'visitors.old' })).toBeVisible();
  await namespaces.press('End');
  await expect(store.getByRole('listbox', { name: 'Items' }).getByRole('option')).toHaveText([
    /^bob/,
  ]);
  await store.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await expect(store.getByRole('option', { name: /bob/ })).toHaveCount(0);
});
