import { cleanup, render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { StudioError } from '../../core/protocol/errors.ts';
import { Inspector } from '../../renderer/inspector/Inspector.tsx';
import { inspect, levelOf, row } from '../helpers/inspected.ts';
import { giveLayout } from '../helpers/layout.ts';

vi.mock(
  '../../renderer/inspector/editors/CodeEditor.tsx',
  () => import('../helpers/plainEditors.tsx'),
);
giveLayout();
afterEach(cleanup);

const line = (name: RegExp) => screen.findByRole('treeitem', { name });

test('reads one level at a time, and each only once', async () => {
  const { callsOf } = inspect({
    states: { c1: { plan: { steps: ['look', 'leap'] }, topic: 'cats' } },
    rows: [row(1)],
  });
  render(<Inspector />);
  await userEvent.click(await line(/^plan/));
  await userEvent.click(await line(/^steps/));
  expect(await line(/0\s*"look"/)).toBeTruthy();
  await userEvent.click(await line(/^steps/));
  await userEvent.click(await line(/^steps/));
  const paths = callsOf('readValue').map((params) => (params as { path: unknown }).path);
  expect(paths).toEqual([[], ['plan'], ['plan', 'steps']]);
});

test('shows long lists a hundred at a time', async () => {
  const list = Array.from({ length: 230 }, (_, index) => `item ${index}`);
  inspect({ states: { c1: { list } }, rows: [row(1)] });
  render(<Inspector />);
  await userEvent.click(await line(/Show 100 more of 130/));
  await userEvent.click(await line(/Show 30 more of 30/));
  expect(await line(/"item 229"/)).toBeTruthy();
  expect(screen.queryByText(/more of/)).toBeNull();
});

test('cuts long strings and shows the whole on demand', async () => {
  const text = 'word '.repeat(100);
  const { callsOf } = inspect({ states: { c1: { text, other: 1 } }, rows: [row(1)] });
  render(<Inspector />);
  const cut = await line(/^text/);
  expect(callsOf('readWhole')).toEqual([]);
  await userEvent.click(cut);
  expect((await line(/^word word/)).textContent).toBe(text);
});

test('says in a tooltip what is cut on its line, and only that', async () => {
  inspect({ states: { c1: { topic: 'a text that is cut' } }, rows: [row(1)] });
  render(<Inspector />);
  const preview = await screen.findByText('"a text that is cut"');
  const width = vi.spyOn(preview, 'scrollWidth', 'get').mockReturnValue(900);
  await userEvent.hover(preview);
  expect(preview.title).toBe('"a text that is cut"');
  width.mockReturnValue(100);
  await userEvent.unhover(preview);
  await userEvent.hover(preview);
  expect(preview.title).toBe('');
});

test('says a failed read in place, and reads again when asked', async () => {
  let fails = true;
  inspect({
    rows: [row(1)],
    answers: {
      readValue: async () => {
        if (fails) throw new StudioError('unknownCheckpoint', 'There is no checkpoint c1.');
        return levelOf({ topic: 'cats' });
      },
    },
  });
  render(<Inspector />);
  const failure = await line(/There is no checkpoint c1/);
  fails = false;
  await userEvent.click(failure);
  expect(await line(/topic/)).toBeTruthy();
});

test('marks what the step changed', async () => {
  inspect({ states: { c1: { messages: [], topic: 'cats' } }, rows: [row(1)] });
  render(<Inspector />);
  expect((await line(/^messages/)).textContent).toContain('changed');
  expect((await line(/^topic/)).textContent).not.toContain('changed');
});

test('goes through the tree by keyboard', async () => {
  inspect({ states: { c1: { plan: { first: 1 }, topic: 'cats' } }, rows: [row(1)] });
  render(<Inspector />);
  await line(/^plan/);
  const tree = screen.getByRole('tree', { name: 'State' });
  tree.focus();
  const active = () =>
    document.getElementById(tree.getAttribute('aria-activedescendant') ?? '')?.textContent;
  await userEvent.keyboard('{ArrowRight}');
  await line(/^first/);
  await userEvent.keyboard('{ArrowRight}');
  expect(active()).toMatch(/^first/);
  await userEvent.keyboard('{ArrowLeft}');
  expect(active()).toMatch(/^plan/);
  await userEvent.keyboard('{ArrowLeft}{ArrowDown}');
  expect(active()).toMatch(/^topic/);
  expect(screen.queryByRole('treeitem', { name: /^first/ })).toBeNull();
});

test('says which moment it shows and goes back to the latest', async () => {
  const { store } = inspect({
    states: { c0: { topic: 'dogs' }, c1: { topic: 'cats' } },
    rows: [row(0), row(1)],
  });
  store.getState().checkpointFocused(row(0));
  render(<Inspector />);
  const inspector = screen.getByRole('region', { name: 'Inspector' });
  expect(within(inspector).getByText('Step 0')).toBeTruthy();
  expect(await line(/"dogs"/)).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Back to latest' }));
  expect(within(inspector).getByText('Step 1')).toBeTruthy();
  expect(await line(/"cats"/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Back to latest' })).toBeNull();
});
