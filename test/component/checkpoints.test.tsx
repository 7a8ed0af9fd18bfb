import { act, cleanup, render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { CheckpointRow } from '../../core/protocol/model.ts';
import { Checkpoints } from '../../renderer/timeline/Checkpoints.tsx';
import { activeEdit } from '../../renderer/store/editing.ts';
import { inspect, row, session, task, thread } from '../helpers/inspected.ts';
import { giveLayout } from '../helpers/layout.ts';

giveLayout();
afterEach(cleanup);

const run = [
  row(0, { source: 'input', step: -1, next: ['__start__'] }),
  row(1, { next: ['agent'] }),
  row(2, { next: ['ask_human'] }),
];
const items = () => screen.getAllByRole('treeitem');
const names = () => items().map((item) => item.getAttribute('aria-label'));
const item = (name: RegExp) => screen.getByRole('treeitem', { name });
const selected = () => items().find((one) => one.getAttribute('aria-selected') === 'true');

test('lists the newest first, each named by step, source and next', () => {
  inspect({ rows: run });
  render(<Checkpoints />);
  expect(names()).toEqual([
    'Step 2, loop, next ask_human',
    'Step 1, loop, next agent',
    'Step -1, input, next __start__',
  ]);
  expect(selected()?.getAttribute('aria-label')).toMatch(/^Step 2/);
});

test('many forks leave their rows the room of four', () => {
  const linesOf = (forks: number) => {
    const made = Array.from({ length: forks }, (_, at) =>
      row(2, { checkpoint_id: `d${at}`, parent_checkpoint_id: 'c1' }),
    );
    inspect({ rows: [row(0), row(1), ...made] });
    const { container, unmount } = render(<Checkpoints />);
    const width = container.querySelector('[role="treeitem"] svg')?.getAttribute('width');
    unmount();
    return Number(width);
  };
  expect(linesOf(3)).toBeLessThan(linesOf(4));
  expect([linesOf(7), linesOf(20)]).toEqual([linesOf(4), linesOf(4)]);
});

test('a click shows a moment, and the newest means: follow', async () => {
  const { store } = inspect({ rows: run });
  render(<Checkpoints />);
  await userEvent.click(item(/^Step 1/));
  expect(store.getState().checkpoint).toEqual({ checkpoint_id: 'c1', checkpoint_ns: '' });
  await userEvent.click(item(/^Step 2/));
  expect(store.getState().checkpoint).toBeUndefined();
});

test('arrows, Home, End and Escape move the moment', async () => {
  const { store } = inspect({ rows: run });
  render(<Checkpoints />);
  const at = () => store.getState().checkpoint?.checkpoint_id;
  screen.getByRole('tree', { name: 'Checkpoints' }).focus();
  await userEvent.keyboard('{ArrowDown}');
  expect(at()).toBe('c1');
  await userEvent.keyboard('{End}');
  expect(at()).toBe('c0');
  await userEvent.keyboard('{ArrowUp}');
  expect(at()).toBe('c1');
  await userEvent.keyboard('{Escape}');
  expect(at()).toBeUndefined();
});

test('the keys go on being the tree’s after a click with either button, and after a menu', async () => {
  const { store } = inspect({ rows: run });
  render(<Checkpoints />);
  const at = () => store.getState().checkpoint?.checkpoint_id;
  const tree = screen.getByRole('tree', { name: 'Checkpoints' });
  await userEvent.click(item(/^Step 1/));
  expect(document.activeElement).toBe(tree);
  await userEvent.pointer({ keys: '[MouseRight]', target: item(/^Step 2/) });
  await screen.findAllByRole('menuitem');
  await userEvent.keyboard('{Escape}');
  expect(document.activeElement).toBe(tree);
  await userEvent.keyboard('{ArrowDown}');
  expect(at()).toBe('c0');
  await userEvent.click(screen.getByRole('button', { name: 'Actions for step 1' }));
  await userEvent.keyboard('{Escape}');
  expect(document.activeElement).toBe(tree);
});

test('subgraphs fold: by their button, and by the left and right arrows', async () => {
  const inner = row(3, { checkpoint_ns: 'agent:x', parent_checkpoint_id: undefined });
  const caller = task('x', { name: 'agent', node: 'agent' });
  const { store } = inspect({ rows: [...run, inner], tasks: [caller] });
  render(<Checkpoints />);
  expect(item(/in agent/).getAttribute('aria-level')).toBe('2');
  await userEvent.click(screen.getByRole('button', { name: '1 inside' }));
  expect(screen.queryByRole('treeitem', { name: /in agent/ })).toBeNull();
  expect(store.getState().checkpoint).toBeUndefined();

  await userEvent.click(item(/^Step 1/));
  await userEvent.keyboard('{ArrowRight}');
  expect(item(/^Step 1/).getAttribute('aria-expanded')).toBe('true');
  await userEvent.keyboard('{ArrowRight}');
  expect(store.getState().checkpoint?.checkpoint_ns).toBe('agent:x');
  await userEvent.keyboard('{ArrowLeft}');
  expect(store.getState().checkpoint?.checkpoint_id).toBe('c1');
  await userEvent.keyboard('{ArrowLeft}');
  expect(screen.queryByRole('treeitem', { name: /in agent/ })).toBeNull();
});

async function choose(name: RegExp, entry: string) {
  await userEvent.pointer({ keys: '[MouseRight]', target: item(name) });
  await userEvent.click(await screen.findByRole('menuitem', { name: new RegExp(entry) }));
}

test('Replay from here runs from that checkpoint, with no input', async () => {
  const { callsOf } = inspect({ rows: run, answers: { run: async () => ({ run_id: 'r' }) } });
  render(<Checkpoints />);
  await choose(/^Step 1/, 'Replay from here');
  expect(callsOf('run')).toEqual([
    {
      sessionId: 's',
      thread_id: 't',
      checkpoint_id: 'c1',
      checkpoint_ns: '',
      input: null,
      mode: 'continue',
    },
  ]);
});

test('inside a subgraph that is done the menu says that it may begin anew, unless there are branches', async () => {
  const inner = row(3, { checkpoint_ns: 'agent:x', parent_checkpoint_id: undefined, next: ['a'] });
  const caller = task('x', { name: 'agent', node: 'agent', status: 'done' });
  const { store } = inspect({ rows: [...run, inner], tasks: [caller] });
  render(<Checkpoints />);
  const entry = async (label: RegExp) => {
    await userEvent.pointer({ keys: '[MouseRight]', target: item(/in agent/) });
    const { textContent } = await screen.findByRole('menuitem', { name: label });
    await userEvent.keyboard('{Escape}');
    return textContent;
  };
  expect(await entry(/^Replay from here/)).toContain('may begin the subgraph anew');
  expect(await entry(/^Fork from here/)).toContain('may begin the subgraph anew');
  const ours = { ...session, capabilities: { ...session.capabilities, surgery: true } };
  act(() => store.setState({ sessions: { s: ours } }));
  expect(await entry(/^Replay from here/)).toBe('Replay from here');
});

test('Fork from here opens the editor at that checkpoint', async () => {
  const { store } = inspect({ rows: run });
  render(<Checkpoints />);
  await choose(/^Step 1/, 'Fork from here');
  expect(store.getState().checkpoint?.checkpoint_id).toBe('c1');
  expect(activeEdit(store.getState())).toEqual({ text: '{}' });
});

test('Compare with… takes another moment, and leaves the one shown', async () => {
  const { store } = inspect({ rows: run });
  render(<Checkpoints />);
  await choose(/^Step 1/, 'Compare with…');
  expect(store.getState()).toMatchObject({
    inspectorTab: 'Diff',
    compareWith: { thread_id: 't', checkpoint_id: 'c1' },
  });
  expect(store.getState().checkpoint).toBeUndefined();
});

/** Thread `t` with a branch `b` of its step 1, which is shown. */
function inspectBranch() {
  const ofBranch = [...run.slice(0, 2), row(3, { step: 2, parent_checkpoint_id: 'c1', next: [] })];
  const inB = ofBranch.map((one) => ({ ...one, thread_id: 'b' }));
  const all: Record<string, CheckpointRow[]> = { t: run, b: inB };
  const given = inspect({
    rows: run,
    answers: {
      listCheckpoints: async ({ thread_id }) => all[thread_id] ?? [],
      listTasks: async () => [],
    },
  });
  const origin = { thread_id: 't', checkpoint_id: 'c1', checkpoint_ns: '' };
  const branch = { ...thread, thread_id: 'b', title: 'Thread 1, step 1', origin };
  given.store.setState({
    threadId: 'b',
    readThreads: new Set(['b']),
    threads: { s: { t: thread, b: branch } },
    rows: { b: Object.fromEntries(inB.map((one) => [`#${one.checkpoint_id}`, one])) },
  });
  return given;
}

test('a branch and the thread it began from are one tree, read when it is shown', async () => {
  const { callsOf } = inspectBranch();
  render(<Checkpoints />);
  await vi.waitFor(() =>
    expect(names()).toEqual([
      'Step 2, loop, end',
      'Thread 1: Step 2, loop, next ask_human',
      'Step 1, loop, next agent',
      'Step -1, input, next __start__',
    ]),
  );
  expect(callsOf('listCheckpoints')).toEqual([{ sessionId: 's', thread_id: 't' }]);
});

test('a click on what is in another thread shows it there; the tree stays as it is', async () => {
  const { store } = inspectBranch();
  render(<Checkpoints />);
  await userEvent.click(await screen.findByRole('treeitem', { name: /^Thread 1: Step 2/ }));
  expect(store.getState()).toMatchObject({ threadId: 't' });
  expect(store.getState().checkpoint).toBeUndefined();
  expect(names()).toEqual([
    'Thread 1, step 1: Step 2, loop, end',
    'Step 2, loop, next ask_human',
    'Step 1, loop, next agent',
    'Step -1, input, next __start__',
  ]);
  await userEvent.click(screen.getByRole('button', { name: 'Show Thread 1, step 1' }));
  expect(store.getState().threadId).toBe('b');
});

test('where many threads stand, two are named and the rest are counted', () => {
  const { store } = inspectBranch();
  const { s: threads = {} } = store.getState().threads;
  const { b } = threads;
  const more = ['c', 'd'].map((thread_id) => ({ ...(b ?? thread), thread_id, title: thread_id }));
  const rows = store.getState().rows['b'] ?? {};
  store.setState({
    threads: { s: { ...threads, ...Object.fromEntries(more.map((one) => [one.thread_id, one])) } },
    rows: { b: rows, c: rows, d: rows },
    readThreads: new Set(['t', 'b', 'c', 'd']),
  });
  render(<Checkpoints />);
  const heads = screen.getAllByRole('button', { name: /^Show / });
  expect(heads.map(({ textContent }) => textContent)).toEqual(['Thread 1, step 1', 'c']);
  expect(screen.getByText('+1').getAttribute('title')).toBe('d');
});

test('of a checkpoint in another thread the menu leads there, and compares', async () => {
  const { store } = inspectBranch();
  render(<Checkpoints />);
  const other = await screen.findByRole('treeitem', { name: /^Thread 1: Step 2/ });
  await userEvent.pointer({ keys: '[MouseRight]', target: other });
  const entries = await screen.findAllByRole('menuitem');
  expect(entries.map(({ textContent }) => textContent)).toEqual([
    'Show in Thread 1',
    'Compare with…the moment shown',
    'Copy checkpoint id',
  ]);
  await userEvent.click(entries[1] as HTMLElement);
  const compareWith = { thread_id: 't', checkpoint_id: 'c2', checkpoint_ns: '' };
  expect(store.getState()).toMatchObject({ threadId: 'b', inspectorTab: 'Diff', compareWith });
  await userEvent.pointer({ keys: '[MouseRight]', target: other });
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Show in Thread 1' }));
  expect(store.getState().threadId).toBe('t');
});

test('while the thread runs nothing is replayed or forked, and the menu says why', async () => {
  inspect({ rows: run, thread: { state: 'running' } });
  render(<Checkpoints />);
  await userEvent.pointer({ keys: '[MouseRight]', target: item(/^Step 1/) });
  const entry = await screen.findByRole('menuitem', { name: /Replay from here/ });
  expect(entry.getAttribute('aria-disabled')).toBe('true');
  expect(entry.textContent).toContain('the thread runs');
});

test('of ten thousand checkpoints only those in view are in the page', () => {
  const rows = Array.from({ length: 10_000 }, (_, index) =>
    row(index, { checkpoint_id: `c${String(index).padStart(6, '0')}` }),
  );
  inspect({ rows });
  render(<Checkpoints />);
  expect(items().length).toBeLessThan(400);
  expect(names()[0]).toMatch(/^Step 9999,/);
});

test('older checkpoints of a long thread are loaded when asked; what is gone is asked for once', async () => {
  const asked: (number | undefined)[] = [];
  const { store } = inspect({
    rows: [row(2), row(3)],
    answers: {
      listCheckpoints: async ({ atLeast }) => {
        asked.push(atLeast);
        return [row(3), row(2), row(1)];
      },
      listTasks: async () => [],
    },
  });
  render(<Checkpoints />);
  const more = () => screen.queryByRole('button', { name: 'Load older' });
  await userEvent.click(screen.getByRole('button', { name: 'Load older' }));
  await vi.waitFor(() => expect(names()).toHaveLength(3));
  await userEvent.click(screen.getByRole('button', { name: 'Load older' }));
  await vi.waitFor(() => expect(more()).toBeNull());
  expect(asked).toEqual([3, 4]);
  act(() => store.setState({ wholeThreads: new Set() }));
  expect(more()).not.toBeNull();
  const ours = { ...session, capabilities: { ...session.capabilities, surgery: true } };
  act(() => store.setState({ sessions: { s: ours } }));
  expect(more()).toBeNull();
});
