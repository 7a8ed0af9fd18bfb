import { act, cleanup, render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { Json } from '../../core/protocol/model.ts';
import { runConfigOf } from '../../core/protocol/runConfig.ts';
import { Composer } from '../../renderer/composer/Composer.tsx';
import { inspect, session } from '../helpers/inspected.ts';

vi.mock(
  '../../renderer/inspector/editors/CodeEditor.tsx',
  () => import('../helpers/plainEditors.tsx'),
);
afterEach(cleanup);

const editor = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Input JSON' });
const run = async () => ({ run_id: 'r' });

async function write(text: string) {
  await userEvent.clear(editor());
  await userEvent.click(editor());
  await userEvent.paste(text);
}

test('starts with the example, and runs what was typed', async () => {
  const { callsOf } = inspect({ answers: { run } });
  render(<Composer />);
  expect(JSON.parse(editor().value)).toEqual({ topic: 'cats' });
  await write('{"topic": "dogs"}');
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  expect(callsOf('run')).toEqual([
    { sessionId: 's', thread_id: 't', input: { topic: 'dogs' }, mode: 'continue' },
  ]);
});

test('starts with the last input, and brings earlier ones back', async () => {
  inspect({ answers: { getInputs: async () => [{ topic: 'last' }, { topic: 'first' }] } });
  render(<Composer />);
  await vi.waitFor(() => expect(JSON.parse(editor().value)).toEqual({ topic: 'last' }));
  await userEvent.click(screen.getByRole('button', { name: 'Earlier inputs' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: /first/ }));
  expect(JSON.parse(editor().value)).toEqual({ topic: 'first' });
});

test('runs the same draft from the toolbar, and refuses what is no JSON beside it', async () => {
  const { callsOf, store } = inspect({ answers: { run } });
  store.setState({ dock: 'Output' });
  render(<Composer />);
  await write('{"topic": }');
  await store.getState().runDraft();
  expect((await screen.findByRole('alert')).textContent).toMatch(
    /^Not JSON at line 1, column 11: /,
  );
  expect(store.getState().dock).toBe('Input');
  expect(callsOf('run')).toEqual([]);
  await write('{"topic": "dogs"}');
  expect(screen.queryByRole('alert')).toBeNull();
  await store.getState().runDraft('stepOver');
  expect(callsOf('run')).toMatchObject([{ input: { topic: 'dogs' }, mode: 'stepOver' }]);
});

test('runs are given the run config, which is refused where it is wrong, in place', async () => {
  const setRunConfig = vi.fn(async ({ config }: { config: Json }) => void runConfigOf(config));
  const { callsOf, store } = inspect({
    answers: { setRunConfig, run: async () => ({ run_id: 'r' }) },
  });
  render(<Composer />);
  await userEvent.click(screen.getByRole('button', { name: 'Run config' }));
  const config = () =>
    screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Run config JSON' });
  await userEvent.click(config());
  await userEvent.paste('{"user": "Ada"}');
  expect((await screen.findByRole('alert')).textContent).toMatch(/^A run config has no user/);
  await userEvent.click(screen.getByRole('button', { name: 'Run with this input' }));
  expect(callsOf('run')).toEqual([]);
  act(() => store.setState({ sessions: { s: { ...session, graphId: 'other' } } }));
  expect(screen.queryByRole('alert')).toBeNull();
  act(() => store.setState({ sessions: { s: session } }));
  expect(screen.getByRole('alert').textContent).toMatch(/^A run config has no user/);
  await userEvent.click(config());
  await userEvent.clear(config());
  await userEvent.paste('{"context": {"user": "Ada"}}');
  expect(screen.queryByRole('alert')).toBeNull();
  expect(setRunConfig.mock.lastCall?.[0]).toMatchObject({ config: { context: { user: 'Ada' } } });
  await userEvent.click(screen.getByRole('button', { name: 'Run with this input' }));
  await vi.waitFor(() => expect(callsOf('run')).toHaveLength(1));
});
