import { act, cleanup, render, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { StudioError } from '../../core/protocol/errors.ts';
import type { FoundValues } from '../../core/protocol/found.ts';
import type { ValueRef } from '../../core/protocol/model.ts';
import { Inspector } from '../../renderer/inspector/Inspector.tsx';
import { runCommand } from '../../renderer/palette/runCommand.ts';
import { inspect, row } from '../helpers/inspected.ts';
import { giveLayout } from '../helpers/layout.ts';

vi.mock(
  '../../renderer/inspector/editors/CodeEditor.tsx',
  () => import('../helpers/plainEditors.tsx'),
);
giveLayout();
afterEach(cleanup);

const field = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Find in state' });
const tree = () => screen.getByRole('tree', { name: 'State' });
const line = (name: RegExp) => screen.findByRole('treeitem', { name });
const lines = () =>
  within(tree())
    .getAllByRole('treeitem')
    .map(({ textContent }) => textContent?.replace(/\s+/g, ' ').trim());
const active = () =>
  document.getElementById(tree().getAttribute('aria-activedescendant') ?? '')?.textContent;
const marked = () => [...tree().querySelectorAll('mark')].map(({ textContent }) => textContent);

const state = {
  topic: 'cats',
  plan: { steps: ['look for the cat', 'leap'], cats: { count: 2 } },
};

test('shows what has the text in it, by its path, in place of the tree', async () => {
  const { callsOf } = inspect({ states: { c1: state }, rows: [row(1)] });
  render(<Inspector />);
  await line(/^topic/);
  expect(callsOf('findValues')).toEqual([]);
  await userEvent.type(field(), 'CAT');
  await line(/^plan\.steps\[0\]/);
  expect(lines()).toEqual([
    'topic "cats"',
    'plan.steps[0] "look for the cat"',
    'plan.cats 1 {count: 2}',
  ]);
  expect(marked()).toEqual(['cat', 'cat', 'cat']);
  expect(callsOf('findValues').length).toBe(1);
});

test('what is found opens, and is gone through by keyboard, as the rest of the tree', async () => {
  inspect({ states: { c1: state }, rows: [row(1)] });
  render(<Inspector />);
  await line(/^topic/);
  await userEvent.type(field(), 'cats');
  await line(/^plan\.cats/);
  await userEvent.keyboard('{ArrowDown}');
  expect(document.activeElement).toBe(tree());
  await userEvent.keyboard('{ArrowDown}{ArrowRight}');
  expect(await line(/^count/)).toBeTruthy();
  expect(active()).toMatch(/^plan\.cats/);
  await userEvent.keyboard('{End}');
  expect(active()).toMatch(/^count/);
  await userEvent.keyboard('{ArrowLeft}');
  expect(active()).toMatch(/^plan\.cats/);
});

test('the same value opens in one place of two', async () => {
  inspect({ states: { c1: { cat: { cat: { name: 'Tom' } } } }, rows: [row(1)] });
  render(<Inspector />);
  await userEvent.type(field(), 'cat');
  await userEvent.click(await line(/^cat\.cat/));
  expect(await line(/^name/)).toBeTruthy();
  await userEvent.click(screen.getByRole('treeitem', { name: /^cat\s/ }));
  await waitFor(() => expect(lines().length).toBe(4));
  expect(screen.getAllByRole('treeitem', { name: /^name/ }).length).toBe(1);
});

test('a long text is shown around the match, and whole on demand', async () => {
  const text = `${'word '.repeat(300)}needle${' word'.repeat(300)}`;
  inspect({ states: { c1: { text, other: 1 } }, rows: [row(1)] });
  render(<Inspector />);
  await userEvent.type(field(), 'needle');
  const found = await line(/^text.*…[word ]+needle/);
  await userEvent.click(found);
  expect((await line(/^word word/)).textContent).toBe(text);
  expect(marked()).toEqual(['needle', 'needle']);
});

test('goes to the place whose path is given', async () => {
  const list = Array.from({ length: 5_000 }, (_, index) => ({ content: `said ${index}` }));
  inspect({ states: { c1: { list, topic: 'cats' } }, rows: [row(1)] });
  render(<Inspector />);
  await userEvent.click(field());
  await userEvent.paste('list[4000].content');
  await waitFor(() => expect(lines()).toEqual(['list[4000].content "said 4000"']));
});

test('says that nothing matches; Escape gives the tree back as it was', async () => {
  inspect({ states: { c1: state }, rows: [row(1)] });
  render(<Inspector />);
  await userEvent.click(await line(/^plan/));
  await userEvent.click(await line(/^steps/));
  await line(/^1.*"leap"/);
  const before = lines();
  await userEvent.type(field(), 'zebra');
  expect(await screen.findByText('No match')).toBeTruthy();
  await userEvent.keyboard('{Escape}');
  expect(field().value).toBe('');
  expect(document.activeElement).toBe(field());
  expect(lines()).toEqual(before);
  expect(active()).toMatch(/^steps/);
});

test('says that there are more than it shows', async () => {
  const list = Array.from({ length: 300 }, () => 'cat');
  inspect({ states: { c1: { list, topic: 'dogs' } }, rows: [row(1)] });
  render(<Inspector />);
  await userEvent.type(field(), 'cat');
  expect(await screen.findByText(/^More than 200 match/)).toBeTruthy();
  expect(lines().length).toBe(201);
});

test('what is looked for stays while another moment is chosen, and another tab', async () => {
  const { store } = inspect({
    states: { c0: { topic: 'a dog', old: 'cat' }, c1: { topic: 'a cat' } },
    rows: [row(0), row(1)],
  });
  render(<Inspector />);
  await userEvent.type(field(), 'cat');
  await waitFor(() => expect(marked()).toEqual(['cat']));
  act(() => store.getState().checkpointFocused(row(0)));
  expect(await line(/^old/)).toBeTruthy();
  expect(lines().length).toBe(1);
  await userEvent.click(screen.getByRole('tab', { name: 'Source' }));
  await userEvent.click(screen.getByRole('tab', { name: 'State' }));
  expect(field().value).toBe('cat');
  expect(await line(/^old/)).toBeTruthy();
});

/** An inspector whose searches are answered when the test says so. */
function inspectWhileSearched() {
  const waiting: Record<string, (answer: FoundValues) => void> = {};
  const { callsOf, store } = inspect({
    states: { c1: state },
    rows: [row(1)],
    answers: {
      findValues: ({ ref, text }) =>
        new Promise((resolve) => {
          waiting[`${(ref as ValueRef).checkpoint_id} ${text}`] = resolve;
        }),
    },
  });
  const answer = async (search: string, path: string[]) => {
    await waitFor(() => expect(waiting[search]).toBeTruthy());
    const node = { type: 'string', preview: '"cat"', size: 5 } as const;
    await act(async () => waiting[search]?.({ found: [{ path, node }], more: false }));
  };
  const asked = () => callsOf('findValues').map((params) => (params as { text: string }).text);
  return { answer, asked, store };
}

test('keeps what was found before until the next is, and says that it searches', async () => {
  const { answer, asked } = inspectWhileSearched();
  render(<Inspector />);
  await line(/^topic/);
  await userEvent.type(field(), 'c');
  expect((await screen.findByRole('status')).textContent).toBe('Searching…');
  expect(tree().getAttribute('aria-busy')).toBe('true');
  expect(lines()[0]).toMatch(/^topic/);
  await answer('c1 c', ['first']);
  expect(await line(/^first/)).toBeTruthy();
  expect(screen.queryByRole('status')).toBeNull();

  await userEvent.type(field(), 'a');
  await waitFor(() => expect(asked()).toEqual(['c', 'ca']));
  expect(lines()).toEqual([expect.stringMatching(/^first/)]);
  await userEvent.type(field(), 't');
  await answer('c1 cat', ['third']);
  expect(lines()).toEqual([expect.stringMatching(/^third/)]);
});

test('ends a search that nobody waits for any more', async () => {
  const { asked } = inspectWhileSearched();
  render(<Inspector />);
  await userEvent.type(field(), 'c');
  await waitFor(() => expect(asked()).toEqual(['c']));
  await userEvent.keyboard('{Escape}');
  expect(asked()).toEqual(['c', '']);
  expect(await line(/^topic/)).toBeTruthy();
});

test('follows a run of more moments than can be searched', async () => {
  const { answer, asked, store } = inspectWhileSearched();
  render(<Inspector />);
  await userEvent.type(field(), 'cat');
  await answer('c1 cat', ['first']);
  for (const step of [2, 3, 4]) {
    act(() =>
      store.setState(({ rows }) => ({ rows: { t: { ...rows['t'], [`#c${step}`]: row(step) } } })),
    );
  }
  await waitFor(() => expect(asked().length).toBe(2));
  expect(lines()).toEqual([expect.stringMatching(/^first/)]);
  await answer('c2 cat', ['second']);
  await answer('c4 cat', ['fourth']);
  expect(lines()).toEqual([expect.stringMatching(/^fourth/)]);
});

test('says a failed search in place, and searches again when asked', async () => {
  let fails = true;
  inspect({
    rows: [row(1)],
    states: { c1: state },
    answers: {
      findValues: async () => {
        if (fails) throw new StudioError('unknownCheckpoint', 'There is no checkpoint c1.');
        return { found: [], more: false };
      },
    },
  });
  render(<Inspector />);
  await userEvent.type(field(), 'cat');
  const failure = await line(/There is no checkpoint c1/);
  fails = false;
  await userEvent.click(failure);
  expect(await screen.findByText('No match')).toBeTruthy();
});

test('Ctrl+F goes to the field from the State tab, and only from there; so does its command', async () => {
  const { store } = inspect({ states: { c1: state }, rows: [row(1)] });
  render(<Inspector />);
  await userEvent.click(await line(/^topic/));
  tree().focus();
  await userEvent.keyboard('{Control>}f{/Control}');
  expect(document.activeElement).toBe(field());
  await userEvent.click(screen.getByRole('tab', { name: 'State' }));
  await userEvent.keyboard('{Control>}f{/Control}');
  expect(document.activeElement).toBe(field());

  await userEvent.click(screen.getByRole('tab', { name: 'Source' }));
  await userEvent.keyboard('{Control>}f{/Control}');
  expect(screen.getByRole('tab', { name: 'Source' }).getAttribute('aria-selected')).toBe('true');
  act(() => runCommand(store.getState(), 'findInState'));
  await waitFor(() => expect(document.activeElement).toBe(field()));
});
