import { cleanup, render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { StudioError } from '../../core/protocol/errors.ts';
import type { ItemRow } from '../../core/protocol/items.ts';
import type { Requests } from '../../core/protocol/requests.ts';
import { StorePanel } from '../../renderer/items/StorePanel.tsx';
import { applyEvents } from '../../renderer/store/applyEvent.ts';
import { graph, inspect, session } from '../helpers/inspected.ts';
import { giveLayout } from '../helpers/layout.ts';

vi.mock(
  '../../renderer/inspector/editors/CodeEditor.tsx',
  () => import('../helpers/plainEditors.tsx'),
);
vi.mock('../../renderer/ui/Split.tsx', () => import('../helpers/plainSplit.tsx'));
giveLayout();
afterEach(cleanup);

const row = (namespace: string[], key: string, preview: string): ItemRow => ({
  namespace,
  key,
  preview,
  created_at: '2026-01-01T10:00:00Z',
  updated_at: '2026-01-01T10:00:00Z',
});

function show(items: ItemRow[], answers: Partial<Requests> = {}) {
  const shown = inspect({
    answers: {
      listNamespaces: async () => items.map(({ namespace }) => namespace),
      searchItems: async ({ namespacePrefix }) => ({
        items: items.filter(({ namespace }) =>
          namespacePrefix.every((label, index) => namespace[index] === label),
        ),
        more: false,
      }),
      getItem: async () => ({ value: { dark: true }, updated_at: 'then' }),
      readValue: async () => ({
        node: { type: 'object', preview: '{dark: true}', size: 13, count: 1 },
        children: [{ key: 'dark', node: { type: 'boolean', preview: 'true', size: 4 } }],
        offset: 0,
        total: 1,
      }),
      putItem: async () => undefined,
      deleteItem: async () => undefined,
      ...answers,
    },
  });
  const store = shown.store;
  store.setState({ sessions: { s: { ...session, capabilities: { store: true } } } });
  render(<StorePanel />);
  return shown;
}

const list = (name: string) => screen.findByRole('listbox', { name });

test('shows the items of a namespace and those below it, and a value as a tree', async () => {
  show([row(['users', 'ada'], 'theme', '{dark: true}'), row(['docs'], 'a', '{n: 1}')]);
  const namespaces = await list('Namespaces');
  await screen.findByRole('option', { name: 'users.ada' });
  expect(
    within(namespaces)
      .getAllByRole('option')
      .map((one) => one.textContent),
  ).toEqual(['All namespaces', 'users', 'ada', 'docs']);
  await userEvent.click(within(namespaces).getByRole('option', { name: 'users' }));
  const items = await list('Items');
  await vi.waitFor(() => expect(within(items).getAllByRole('option')).toHaveLength(1));
  await userEvent.click(
    within(items).getByRole('option', { name: 'users.ada.theme {dark: true}' }),
  );
  const tree = await screen.findByRole('tree', { name: 'Value of theme' });
  expect((await within(tree).findByRole('treeitem')).textContent).toContain('dark');
});

test('an edit that is no JSON is refused with the place, and keeps its text', async () => {
  const { callsOf } = show([row(['users'], 'theme', '{dark: true}')]);
  await userEvent.click(await screen.findByRole('option', { name: /theme/ }));
  await userEvent.click(screen.getByRole('button', { name: 'Edit' }));
  const editor = await screen.findByLabelText<HTMLTextAreaElement>('Item JSON');
  await userEvent.clear(editor);
  await userEvent.type(editor, '{{"dark": }');
  await userEvent.click(screen.getByRole('button', { name: 'Put item' }));
  expect(screen.getByRole('alert').textContent).toContain('Not JSON at line 1');
  expect(editor.value).toBe('{"dark": }');
  expect(callsOf('putItem')).toEqual([]);
  await userEvent.clear(editor);
  await userEvent.type(editor, '{{"dark": false}');
  await userEvent.click(screen.getByRole('button', { name: 'Put item' }));
  await vi.waitFor(() => expect(screen.queryByLabelText('Item JSON')).toBeNull());
  const item = { namespace: ['users'], key: 'theme' };
  expect(callsOf('putItem')).toEqual([
    { sessionId: 's', ...item, value: { dark: false }, since: 'then' },
  ]);
});

test('a new item names its namespace and key; what core refuses is said beside it', async () => {
  const { callsOf } = show([], {
    putItem: async () => {
      throw new StudioError('invalidItem', 'The item has no key.');
    },
  });
  await screen.findByText(/^No items yet/);
  await userEvent.click(screen.getByRole('button', { name: 'New item' }));
  await userEvent.type(screen.getByLabelText('Namespace'), 'users.ada');
  await userEvent.click(screen.getByRole('button', { name: 'Put item' }));
  expect((await screen.findByRole('alert')).textContent).toContain('The item has no key.');
  expect(callsOf('putItem')).toEqual([
    { sessionId: 's', namespace: ['users', 'ada'], key: '', value: {}, since: null },
  ]);
  expect(screen.getByLabelText<HTMLInputElement>('Namespace').value).toBe('users.ada');
});

test('asks before it deletes, and looks again when a run puts something', async () => {
  const items = [row(['users'], 'theme', '{dark: true}')];
  const { callsOf, store } = show(items);
  await userEvent.click(await screen.findByRole('option', { name: /theme/ }));
  items.push(row(['users'], 'name', '{first: "Ada"}'));
  applyEvents(store, [{ seq: 1, type: 'items', sessionId: 's' }]);
  await screen.findByRole('option', { name: /name/ });
  await userEvent.click(screen.getByRole('button', { name: 'Delete' }));
  const dialog = await screen.findByRole('alertdialog', { name: 'Delete theme?' });
  expect(callsOf('deleteItem')).toEqual([]);
  await userEvent.click(within(dialog).getByRole('button', { name: 'Delete' }));
  expect(callsOf('deleteItem')).toEqual([{ sessionId: 's', namespace: ['users'], key: 'theme' }]);
});

test('says why there is nothing to see, and when a graph has a store of its own', async () => {
  const { store } = show([]);
  store.setState({ graphs: { s: { ...graph, ownStore: true } } });
  expect(await screen.findByText(/has a long-term store of its own/)).toBeTruthy();
  const reason = 'Of a database only the threads are read.';
  store.setState({ sessions: { s: { ...session, capabilities: {}, limits: { store: reason } } } });
  expect(await screen.findByText(reason)).toBeTruthy();
  expect(screen.queryByRole('listbox')).toBeNull();
});
