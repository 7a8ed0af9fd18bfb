import { act, cleanup, render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { StudioError } from '../../core/protocol/errors.ts';
import type { ThreadInfo } from '../../core/protocol/model.ts';
import type { Requests } from '../../core/protocol/requests.ts';
import { StorageDialog } from '../../renderer/dialogs/StorageDialog.tsx';
import { inspect, session, thread } from '../helpers/inspected.ts';
import { giveLayout } from '../helpers/layout.ts';

giveLayout();
beforeEach(() => void vi.useFakeTimers({ shouldAdvanceTime: true }));
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const weightOf = (thread_id: string, bytes: number) => ({
  thread_id,
  bytes,
  checkpoints: 1,
  channels: [],
  heaviest: [],
});

/** The dialog over threads that core lists anew each time it is asked. */
function open(threads: () => ThreadInfo[], answers: Partial<Requests>) {
  const inspected = inspect({
    answers: {
      getStorage: async () => ({ path: '/data/retrograph.db', bytes: 1_000, free: 0 }),
      listThreads: async () => ({ threads: threads(), more: false }),
      ...answers,
    },
  });
  inspected.store.setState({
    sessions: { s: { ...session, capabilities: { run: true, surgery: true } } },
    threads: { s: Object.fromEntries(threads().map((one) => [one.thread_id, one])) },
    dialog: 'storage',
  });
  render(<StorageDialog />);
  return inspected;
}

const cellsOf = async (title: string) => {
  const row = (await screen.findByRole('cell', { name: title })).closest('tr') as HTMLElement;
  return within(row)
    .getAllByRole('cell')
    .slice(1, 3)
    .map(({ textContent }) => textContent);
};

test('a damaged thread is said to be, and those below it are weighed', async () => {
  const threads = ['2026-01-03', '2026-01-02', '2026-01-01'].map((updated_at, index) => ({
    ...thread,
    thread_id: `t${index}`,
    title: `Thread ${index}`,
    updated_at,
  }));
  const { store } = open(() => threads, {
    weighThread: async ({ thread_id }) => {
      if (thread_id !== 't1') return weightOf(thread_id, 2_000);
      throw new StudioError('databaseDamaged', 'It is damaged.');
    },
  });
  expect((await screen.findByText('not readable')).title).toBe('It is damaged.');
  await vi.waitFor(async () => expect(await cellsOf('Thread 2')).toEqual(['2', '2.0 kB']));
  expect(await cellsOf('Thread 0')).toEqual(['2', '2.0 kB']);
  expect(store.getState().notices).toEqual([]);
});

test('a running thread is followed until it has ended', async () => {
  let now = { ...thread, state: 'running' as ThreadInfo['state'], checkpointCount: 3 };
  const { store, callsOf } = open(() => [now], {
    weighThread: async () => weightOf('t', now.checkpointCount * 1_000),
  });
  // What the window knows of it is from when it began.
  store.setState({ threads: { s: { t: { ...now, checkpointCount: 0 } } } });
  await vi.waitFor(async () => expect(await cellsOf('Thread 1')).toEqual(['3', '3.0 kB']));
  now = { ...now, checkpointCount: 5 };
  await act(() => vi.advanceTimersByTimeAsync(5_000));
  await vi.waitFor(async () => expect(await cellsOf('Thread 1')).toEqual(['5', '5.0 kB']));

  now = { ...now, state: 'idle', checkpointCount: 6 };
  act(() => store.setState({ threads: { s: { t: now } } }));
  await vi.waitFor(async () => expect(await cellsOf('Thread 1')).toEqual(['6', '6.0 kB']));
  const asked = callsOf('weighThread').length;
  await act(() => vi.advanceTimersByTimeAsync(20_000));
  expect(callsOf('weighThread')).toHaveLength(asked);
});

test('what the check found is said in full, with what to do', async () => {
  const found = 'Table datum: database disk image is malformed';
  open(() => [thread], {
    weighThread: async () => weightOf('t', 1),
    checkDatabase: async () => [found],
  });
  const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
  await user.click(screen.getByRole('button', { name: 'Check database' }));
  const { textContent } = await screen.findByRole('alert');
  expect(textContent).toContain(`The database is damaged.\n${found}`);
  expect(textContent).toContain('Restore a backup.');
});
