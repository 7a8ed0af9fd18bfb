import { cleanup, render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, test } from 'vitest';
import { databaseLimits, serverLimits } from '../../core/protocol/capabilities.ts';
import type { SessionInfo } from '../../core/protocol/model.ts';
import { Inspector } from '../../renderer/inspector/Inspector.tsx';
import { BreakpointDot } from '../../renderer/graph/BreakpointDot.tsx';
import { listenToKeys } from '../../renderer/palette/shortcuts.ts';
import { Threads } from '../../renderer/sidebar/Threads.tsx';
import { Checkpoints } from '../../renderer/timeline/Checkpoints.tsx';
import { DebugToolbar } from '../../renderer/toolbar/DebugToolbar.tsx';
import { graph, inspect, row, session, task } from '../helpers/inspected.ts';
import { giveLayout } from '../helpers/layout.ts';

giveLayout();
afterEach(cleanup);

const server: Partial<SessionInfo> = {
  capabilities: { run: true, updateState: true },
  limits: serverLimits,
};
const database: Partial<SessionInfo> = {
  capabilities: { copyThread: true },
  limits: databaseLimits,
};

function open(kind: Partial<SessionInfo>, given: Parameters<typeof inspect>[0] = {}) {
  const inspected = inspect({ rows: [row(0), row(1, { next: ['agent'] })], ...given });
  inspected.store.setState({ sessions: { s: { ...session, ...kind } } });
  return inspected;
}

const button = (name: string) => screen.getByRole('button', { name });
const whyOf = (name: string) => button(name).getAttribute('aria-description');
const isImpossible = (name: string) => button(name).getAttribute('aria-disabled') === 'true';

test('on a server, what it cannot do says why, to the pointer and to a screen reader', async () => {
  open(server, { thread: { state: 'running' } });
  render(<DebugToolbar />);
  expect(isImpossible('Pause')).toBe(true);
  expect(whyOf('Pause')).toBe(serverLimits.pause);
  expect(whyOf('Step into')).toBe(serverLimits.stepInto);
  expect(whyOf('Step over')).toBeNull();
  await userEvent.hover(button('Pause'));
  expect((await screen.findByRole('tooltip')).textContent).toContain(serverLimits.pause);
});

test('its button does nothing, and its key says why', async () => {
  const { store, callsOf } = open(server, { thread: { state: 'running' } });
  const end = listenToKeys(store);
  render(<DebugToolbar />);
  await userEvent.click(button('Pause'));
  expect(store.getState().notices).toEqual([]);
  await userEvent.keyboard('{F6}');
  expect(store.getState().notices).toMatchObject([{ message: serverLimits.pause }]);
  expect(callsOf('pause')).toEqual([]);
  end();
});

test('a breakpoint in a subgraph of a server is refused where its dot is', async () => {
  const { callsOf, store } = open(server, {
    answers: { setBreakpoints: async ({ breakpoints }) => breakpoints },
  });
  render(
    <>
      <BreakpointDot node="agent" box="agent" when="before" />
      <BreakpointDot node="sub:inner" box="sub:inner" when="before" />
    </>,
  );
  expect(whyOf('Breakpoint before agent')).toBeNull();
  expect(isImpossible('Breakpoint before sub:inner')).toBe(true);
  expect(button('Breakpoint before sub:inner').title).toContain(serverLimits.subgraphBreakpoints);
  await userEvent.click(button('Breakpoint before sub:inner'));
  expect(callsOf('setBreakpoints')).toEqual([]);
  expect(store.getState().notices).toMatchObject([{ message: serverLimits.subgraphBreakpoints }]);
  await userEvent.click(button('Breakpoint before agent'));
  expect(callsOf('setBreakpoints')).toHaveLength(1);
});

test('a functional task of a server cannot be held', () => {
  const { store } = open(server);
  store.setState({ graphs: { s: { ...graph, kind: 'functional' } } });
  render(<BreakpointDot node="flow:leaf" box="flow:leaf" when="after" />);
  expect(whyOf('Breakpoint after flow:leaf')).toBe(serverLimits.holds);
});

test('while a server runs the thread, a dot says that it counts from the next run on', () => {
  open(server, { thread: { state: 'running' } });
  render(<BreakpointDot node="agent" box="agent" when="before" />);
  expect(whyOf('Breakpoint before agent')).toBe(serverLimits.liveBreakpoints);
  expect(isImpossible('Breakpoint before agent')).toBe(false);
});

test("the menu of a server's checkpoint forks, and says why it does not branch", async () => {
  open(server);
  render(<Checkpoints />);
  await userEvent.click(button('Actions for step 1'));
  const branch = await screen.findByRole('menuitem', { name: /^Branch into a new thread/ });
  expect(branch.getAttribute('aria-disabled')).toBe('true');
  expect(branch.textContent).toContain(serverLimits.surgery);
  const fork = screen.getByRole('menuitem', { name: 'Fork from here' });
  expect(fork.getAttribute('aria-disabled')).toBeNull();
});

test('the inspector of a server says whose the source and the past are', async () => {
  const done = task('agent', { checkpoint_id: 'c1', status: 'done' });
  const { store } = open(server, { tasks: [done] });
  store.setState({ inspectorTab: 'Tasks' });
  render(<Inspector />);
  await userEvent.click(screen.getByRole('button', { name: /^agent/ }));
  expect(whyOf('Run this task again')).toBe(serverLimits.surgery);
  await userEvent.click(screen.getByRole('tab', { name: 'Source' }));
  expect(screen.getByText(serverLimits.source)).toBeTruthy();
});

test('a database is read only, in one sentence everywhere', async () => {
  open(database);
  render(
    <>
      <DebugToolbar />
      <Threads />
      <Inspector />
      <BreakpointDot node="agent" box="agent" when="before" />
    </>,
  );
  const impossible = ['Run', 'Continue', 'Step over', 'Step into', 'Pause', 'Stop', 'New thread'];
  for (const name of [...impossible, 'Edit state', 'Breakpoint before agent']) {
    expect([name, isImpossible(name), whyOf(name)]).toEqual([name, true, databaseLimits.run]);
  }
});

test('where nothing can run, no run is promised', () => {
  const { store } = open(database, { rows: [] });
  store.setState({ threads: {}, threadId: undefined });
  render(<Threads />);
  render(<Checkpoints />);
  render(<Inspector />);
  expect(screen.getByText('No threads')).toBeTruthy();
  expect(screen.getByText('No checkpoints')).toBeTruthy();
  expect(screen.getByText('No checkpoint is shown')).toBeTruthy();
  expect(screen.queryByText(/\brun\b/i)).toBeNull();
});
