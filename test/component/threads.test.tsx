import { cleanup, render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, test } from 'vitest';
import type { ThreadInfo } from '../../core/protocol/model.ts';
import type { Requests } from '../../core/protocol/requests.ts';
import { Threads } from '../../renderer/sidebar/Threads.tsx';
import { inspect, thread } from '../helpers/inspected.ts';
import { giveLayout } from '../helpers/layout.ts';

giveLayout();
afterEach(cleanup);

/** So many threads, the first being the newest. */
function show(count: number, answers: Partial<Requests> = {}) {
  const { store } = inspect({ answers });
  const threads: ThreadInfo[] = Array.from({ length: count }, (_, index) => ({
    ...thread,
    thread_id: `id-${index}`,
    title: `Talk ${index}`,
    created_at: new Date(Date.UTC(2026, 0, 1) - index * 1000).toISOString(),
  }));
  const byId = Object.fromEntries(threads.map((one) => [one.thread_id, one]));
  store.setState({
    threads: { s: byId },
    threadId: 'id-0',
  });
  render(<Threads />);
  return store;
}

const options = () => screen.getAllByRole('option');

test('of ten thousand threads only those in view are made', () => {
  show(10_000);
  expect(options()[0]?.getAttribute('aria-label')).toBe('Talk 0, idle');
  expect(options()[0]?.getAttribute('aria-setsize')).toBe('10000');
  expect(options().length).toBeLessThan(1_000);
});

test('the filter finds by name and by id, and the arrow key goes on into the list', async () => {
  const store = show(10_000);
  const filter = screen.getByRole('textbox', { name: 'Filter threads' });
  await userEvent.type(filter, 'ID-777');
  expect(options()).toHaveLength(11);
  await userEvent.type(filter, '7');
  expect(options().map((option) => option.textContent)).toEqual([
    expect.stringMatching(/^Talk 7777/),
  ]);
  await userEvent.keyboard('{ArrowDown}');
  expect(store.getState().threadId).toBe('id-7777');
  expect(document.activeElement).toBe(screen.getByRole('listbox', { name: 'Threads' }));
  await userEvent.type(filter, 'x');
  screen.getByText('No thread matches.');
  await userEvent.keyboard('{Escape}');
  expect(options().length).toBeGreaterThan(11);
});

test('a few threads need no filter', () => {
  show(3);
  expect(screen.queryByRole('textbox')).toBeNull();
});

test('F2 renames in place: Enter keeps the name, Escape does not', async () => {
  const asked: unknown[] = [];
  show(3, { renameThread: async (params) => void asked.push(params) });
  screen.getByRole('listbox', { name: 'Threads' }).focus();
  await userEvent.keyboard('{F2}');
  await userEvent.keyboard('Thrown away{Escape}');
  await userEvent.keyboard('{F2}');
  await userEvent.keyboard('Rainy day{Enter}');
  expect(asked).toEqual([{ sessionId: 's', thread_id: 'id-0', title: 'Rainy day' }]);
});

test('a right click is about the thread below it', async () => {
  show(3);
  await userEvent.pointer({ keys: '[MouseRight]', target: screen.getByText('Talk 2') });
  await userEvent.click(await screen.findByRole('menuitem', { name: /Delete/ }));
  await screen.findByRole('alertdialog', { name: 'Delete Talk 2?' });
});

test('older threads are loaded when asked, and found without being listed', async () => {
  const older = {
    ...thread,
    thread_id: 'old',
    title: 'Long ago',
    created_at: '2020-01-01T00:00:00Z',
  };
  const sought = {
    ...thread,
    thread_id: 'sought',
    title: 'Sought',
    created_at: '2021-01-01T00:00:00Z',
  };
  const store = show(13, {
    listThreads: async ({ match, offset }) => {
      if (match !== undefined) return { threads: match === 'SOUGHT' ? [sought] : [], more: false };
      return { threads: offset === 13 ? [older] : [], more: false };
    },
  });
  store.setState({ listedThreads: { s: { count: 13, more: true } } });
  const filter = screen.getByRole('textbox', { name: 'Filter threads' });
  await userEvent.type(filter, 'SOUGHT');
  await screen.findByRole('option', { name: 'Sought, idle' });
  await userEvent.clear(filter);
  await userEvent.type(filter, 'nobody');
  screen.getByText('Searching…');
  await screen.findByText('No thread matches.');
  await userEvent.clear(filter);
  await userEvent.click(screen.getByRole('button', { name: 'Load older' }));
  await screen.findByRole('option', { name: 'Long ago, idle' });
  expect(screen.queryByRole('button', { name: 'Load older' })).toBeNull();
});

test('what is run while a thread is being made runs in it', async () => {
  let make = (_made: ThreadInfo) => {};
  const made = new Promise<ThreadInfo>((resolve) => (make = resolve));
  const { store, callsOf } = inspect({
    answers: {
      createThread: () => made,
      listCheckpoints: async () => [],
      listTasks: async () => [],
      run: async () => ({ run_id: 'r' }),
    },
  });
  const making = store.getState().createThread();
  const running = store.getState().run({ topic: 'cats' });
  make({ ...thread, thread_id: 'new' });
  await Promise.all([making, running]);
  expect(callsOf('run')).toMatchObject([{ thread_id: 'new', input: { topic: 'cats' } }]);
  expect(store.getState().makingThread).toBeUndefined();
});
