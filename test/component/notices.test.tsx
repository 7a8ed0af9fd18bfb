import { File as NodeFile } from 'node:buffer';
import { webcrypto } from 'node:crypto';
import { cleanup, render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { StudioError } from '../../core/protocol/errors.ts';
import { Dialogs } from '../../renderer/dialogs/Dialogs.tsx';
import { Notices } from '../../renderer/dialogs/Notices.tsx';
import { Threads } from '../../renderer/sidebar/Threads.tsx';
import { inspect } from '../helpers/inspected.ts';
import { giveLayout } from '../helpers/layout.ts';

giveLayout();
afterEach(cleanup);

test('a failed command is an alert, with what to do, until it is dismissed', async () => {
  const { store } = inspect({
    answers: {
      run: async () => {
        throw new StudioError('threadBusy', 'Thread 1 is running.');
      },
    },
  });
  render(<Notices />);
  await store.getState().run(null);
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toBe('Thread 1 is running.Pause or stop the run first.');
  await store.getState().run(null);
  expect(screen.getAllByRole('alert')).toHaveLength(1);
  await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
  expect(screen.queryByRole('alert')).toBeNull();
});

test('what failed before is old news once something was done', async () => {
  let busy = true;
  const { store } = inspect({
    answers: {
      run: async () => {
        if (busy) throw new StudioError('threadBusy', 'Thread 1 is running.');
        return { run_id: 'r' };
      },
    },
  });
  render(<Notices />);
  await store.getState().run(null);
  await screen.findByRole('alert');
  busy = false;
  await store.getState().run(null);
  await vi.waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
});

const folder = { path: '/p', parent: '/', entries: [] };

test('what cannot be opened is said in the Open dialog, which stays with its text', async () => {
  const { store } = inspect({
    answers: {
      browse: async () => folder,
      openProject: async () => {
        throw new StudioError('noSuchFile', 'There is no file /nowhere.ts.');
      },
    },
  });
  store.getState().dialogOpened('open');
  render(
    <>
      <Dialogs />
      <Notices />
    </>,
  );
  const path = screen.getByRole<HTMLInputElement>('textbox', { name: 'Path' });
  await userEvent.type(path, '/nowhere.ts{Enter}');
  expect((await screen.findByRole('alert')).textContent).toMatch(/^There is no file \/nowhere\.ts/);
  expect(path.value).toBe('/nowhere.ts');
  expect(store.getState().notices).toEqual([]);
});

test('a dropped file that core cannot find is asked for by its path', async () => {
  const { store } = inspect({
    answers: { browse: async () => folder, locateDropped: async () => null },
  });
  render(<Dialogs />);
  // jsdom has neither: these are Node.js' own.
  vi.stubGlobal('crypto', webcrypto);
  await store.getState().openDropped(new NodeFile(['abc'], 'agent.ts') as unknown as File);
  expect((await screen.findByRole('alert')).textContent).toContain('agent.ts');
  expect(screen.getByRole('dialog', { name: 'Open' })).toBeTruthy();
});

test('a thread is renamed in place: Enter keeps the name, Escape does not', async () => {
  const { callsOf } = inspect({
    answers: {
      renameThread: async () => {},
      listCheckpoints: async () => [],
      listTasks: async () => [],
    },
  });
  render(<Threads />);
  await userEvent.click(screen.getByRole('option', { name: /Thread 1/ }));
  await userEvent.keyboard('{F2}');
  await userEvent.keyboard('{Control>}a{/Control}Rainy day{Enter}');
  expect(callsOf('renameThread')).toEqual([{ sessionId: 's', thread_id: 't', title: 'Rainy day' }]);
  await userEvent.keyboard('{F2}other{Escape}');
  expect(callsOf('renameThread')).toHaveLength(1);
});

test('a thread is deleted only after a question', async () => {
  const { callsOf } = inspect({
    answers: {
      deleteThread: async () => {},
      listCheckpoints: async () => [],
      listTasks: async () => [],
    },
  });
  render(<Threads />);
  await userEvent.click(screen.getByRole('option', { name: /Thread 1/ }));
  await userEvent.keyboard('{Delete}');
  expect(screen.getByRole('alertdialog').textContent).toContain('2 checkpoints');
  await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  expect(callsOf('deleteThread')).toEqual([]);
  await userEvent.keyboard('{Delete}');
  await userEvent.click(screen.getByRole('button', { name: 'Delete' }));
  expect(callsOf('deleteThread')).toEqual([{ sessionId: 's', thread_id: 't' }]);
});
