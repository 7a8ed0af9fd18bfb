import { cleanup, render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, test } from 'vitest';
import type { SessionInfo, Stopped, ThreadInfo } from '../../core/protocol/model.ts';
import { listenToKeys } from '../../renderer/palette/shortcuts.ts';
import { DebugToolbar } from '../../renderer/toolbar/DebugToolbar.tsx';
import { SessionStatus } from '../../renderer/toolbar/SessionStatus.tsx';
import { inspect, row, session as ready } from '../helpers/inspected.ts';
import { giveLayout } from '../helpers/layout.ts';

giveLayout();
afterEach(cleanup);

const all = { run: true, pause: true, stepInto: true, updateState: true };

function show(thread: Partial<ThreadInfo>, session: Partial<SessionInfo> = {}) {
  const inspected = inspect({
    thread,
    answers: { run: async () => ({ run_id: 'r' }), pause: async () => {}, stop: async () => {} },
  });
  inspected.store.setState({ sessions: { s: { ...ready, capabilities: all, ...session } } });
  render(
    <>
      <DebugToolbar />
      <SessionStatus />
    </>,
  );
  return inspected;
}

const stopped = (more: Partial<Stopped> = {}): Partial<ThreadInfo> => ({
  state: 'stopped',
  stopped: { reason: 'breakpoint', when: 'before', nodes: ['agent'], ...more },
});

const enabled = () =>
  screen
    .getAllByRole<HTMLButtonElement>('button')
    .filter((button) => !button.disabled && button.getAttribute('aria-disabled') !== 'true')
    .map((button) => button.getAttribute('aria-label'));
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));

test.each<[string, Partial<ThreadInfo>, Partial<SessionInfo>, string[]]>([
  ['idle', {}, {}, ['Run', 'Step over', 'Step into']],
  ['stopped', stopped(), {}, ['Run', 'Continue', 'Step over', 'Step into']],
  [
    'stopped in a subgraph',
    stopped({ nodes: ['sub:a'], checkpoint_ns: 'sub:1' }),
    {},
    ['Run', 'Continue', 'Step over', 'Step into', 'Step out'],
  ],
  ['holding tasks', stopped({ held: true }), {}, ['Continue', 'Step over', 'Step into', 'Stop']],
  [
    'stopped while a client waits for its run',
    { ...stopped(), run_id: 'r' },
    {},
    ['Run', 'Continue', 'Step over', 'Step into', 'Stop'],
  ],
  ['running', { state: 'running' }, {}, ['Pause', 'Stop']],
  ['running without pause', { state: 'running' }, { capabilities: { run: true } }, ['Stop']],
  ['starting', {}, { phase: 'starting' }, []],
  [
    'not loaded',
    {},
    { problem: { code: 'loadFailed', message: 'It does not parse.', hint: 'Fix it.' } },
    [],
  ],
  ['terminated', stopped(), { phase: 'terminated' }, ['Run', 'Continue', 'Step over', 'Step into']],
])('when %s', (_what, thread, session, names) => {
  show(thread, session);
  expect(enabled()).toEqual(names);
});

test('the status says in words where it stopped and why', () => {
  show(stopped({ reason: 'interrupt', nodes: ['ask_human'] }));
  const status = screen.getByRole('status', { name: 'Session status' });
  expect(status.textContent).toBe('stopped: interrupt in ask_human');
});

test('Run runs the input, Continue goes on without one, steps say how far', async () => {
  const { callsOf } = show(stopped());
  await press('Run');
  await press('Continue');
  await press('Step over');
  expect(callsOf('run')).toEqual([
    { sessionId: 's', thread_id: 't', input: { topic: 'cats' }, mode: 'continue' },
    { sessionId: 's', thread_id: 't', input: null, mode: 'continue' },
    { sessionId: 's', thread_id: 't', input: null, mode: 'stepOver' },
  ]);
});

test('of a thread at rest a step goes on from the moment of the past that is shown', async () => {
  const { callsOf, store } = show({});
  const shown = row(1, { next: ['agent'] });
  const end = row(2);
  store.setState({ rows: { t: { '#c1': shown, '#c2': end } } });
  store.getState().checkpointFocused(shown);
  await press('Step over');
  expect(store.getState().checkpoint).toBeUndefined();
  store.getState().checkpointFocused(end);
  await press('Step into');
  expect(callsOf('run')).toEqual([
    {
      sessionId: 's',
      thread_id: 't',
      checkpoint_id: 'c1',
      checkpoint_ns: '',
      input: null,
      mode: 'stepOver',
    },
    { sessionId: 's', thread_id: 't', input: { topic: 'cats' }, mode: 'stepInto' },
  ]);
});

test('input that is not JSON does not run, and its tab comes forward', async () => {
  const { callsOf, store } = show({});
  store.getState().dockChosen('Output');
  store.getState().draftChanged('{"log": [');
  await press('Run');
  expect(callsOf('run')).toEqual([]);
  expect(store.getState().dock).toBe('Input');
});

test('F5 continues what is stopped, and runs where nothing is', async () => {
  const { callsOf, store } = show(stopped());
  const end = listenToKeys(store);
  await userEvent.keyboard('{F5}');
  expect(callsOf('run')).toMatchObject([{ input: null }]);
  store.setState({
    threads: { s: { t: { ...store.getState().threads.s?.t, state: 'idle' } as ThreadInfo } },
  });
  await userEvent.keyboard('{F5}');
  expect(callsOf('run')).toMatchObject([{ input: null }, { input: { topic: 'cats' } }]);
  await userEvent.keyboard('{Shift>}{F5}{/Shift}');
  expect(callsOf('stop')).toEqual([]);
  end();
});
