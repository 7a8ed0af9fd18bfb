import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, test } from 'vitest';
import type { Breakpoint } from '../../core/protocol/breakpoint.ts';
import { serverLimits } from '../../core/protocol/capabilities.ts';
import { StudioError } from '../../core/protocol/errors.ts';
import type { SessionInfo } from '../../core/protocol/model.ts';
import type { Requests } from '../../core/protocol/requests.ts';
import { BreakpointDot } from '../../renderer/graph/BreakpointDot.tsx';
import { DotMenu } from '../../renderer/graph/DotMenu.tsx';
import { commandOf, isEnabled, type CommandId } from '../../renderer/palette/commands.ts';
import { runCommand } from '../../renderer/palette/runCommand.ts';
import { activeBreakpointDraft } from '../../renderer/store/breakpoints.ts';
import { Breakpoints } from '../../renderer/sidebar/Breakpoints.tsx';
import { inspect, session } from '../helpers/inspected.ts';
import { giveLayout } from '../helpers/layout.ts';

giveLayout();
afterEach(cleanup);

const verified: Requests['setBreakpoints'] = async ({ breakpoints }) =>
  breakpoints.map((one) => ({ ...one, verified: true }));

interface Given {
  breakpoints?: Partial<Breakpoint>[];
  answer?: Requests['setBreakpoints'];
  kind?: Partial<SessionInfo>;
}

const agent: Breakpoint = { node: 'agent', when: 'before', enabled: true, verified: true };

/** The dots of one node, with their menu, and the list. */
function show({ breakpoints = [], answer = verified, kind }: Given = {}) {
  const inspected = inspect({ answers: { setBreakpoints: answer } });
  const capabilities = { ...session.capabilities, conditionalBreakpoints: true };
  inspected.store.setState({
    sessions: { s: { ...session, capabilities, ...kind } },
    breakpoints: { s: breakpoints.map((one) => ({ ...agent, ...one })) },
  });
  render(
    <>
      <DotMenu>
        <div>
          <p>elsewhere</p>
          <BreakpointDot node="agent" box="agent" when="before" />
          <BreakpointDot node="agent" box="agent" when="after" />
        </div>
      </DotMenu>
      <Breakpoints />
    </>,
  );
  const sent = () => inspected.callsOf('setBreakpoints');
  return { ...inspected, sent };
}

const button = (name: string) => screen.getByRole('button', { name });
const dot = (when: 'before' | 'after' = 'before') => button(`Breakpoint ${when} agent`);
const field = (name: string) => screen.getByRole<HTMLTextAreaElement>('textbox', { name });
const rows = () =>
  within(screen.getByRole('list', { name: 'Breakpoints' })).getAllByRole('listitem');
const editor = () => screen.queryByRole('form', { name: /^Breakpoint/ });
const looks = (element: Element | undefined) => element?.querySelector('svg')?.dataset.look;

async function choose(entry: string, when: 'before' | 'after' = 'before'): Promise<void> {
  await userEvent.pointer({ keys: '[MouseRight]', target: dot(when) });
  await userEvent.click(await screen.findByRole('menuitem', { name: entry }));
}

const focused = (name: string) =>
  waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText(name)));

test('what a breakpoint does is told by its mark, by its dot and in its row', () => {
  show({
    breakpoints: [
      { condition: 'step > 3', hitCondition: '% 2' },
      { when: 'after', hitCondition: '3', logMessage: 'at {step}' },
      { node: 'ask_human' },
    ],
  });
  expect(rows().map(looks)).toEqual(['conditional', 'log', 'plain']);
  expect([dot('before'), dot('after')].map(looks)).toEqual(['conditional', 'log']);
  expect(dot('before').getAttribute('aria-description')).toBe('stops where step > 3, at hits % 2');
  expect(dot('after').title).toBe('Breakpoint after agent: prints “at {step}” at hits = 3');
  expect(
    rows().map((row) => [...row.querySelectorAll('code')].map((line) => line.textContent)),
  ).toEqual([['step > 3', 'hits % 2'], ['hits = 3', 'log: at {step}'], []]);
});

test('conditions are edited in place: Enter saves what is not empty, and the button has the focus again', async () => {
  const { sent } = show({ breakpoints: [{ condition: 'old', enabled: false }] });
  await userEvent.click(button('Edit breakpoint before agent'));
  await focused('Condition');
  await userEvent.clear(field('Condition'));
  await userEvent.type(field('Hit count'), ' > 3 ');
  await userEvent.type(field('Log message'), '  {Enter}');
  await focused('Edit breakpoint before agent');
  expect(editor()).toBeNull();
  expect(sent()).toEqual([
    {
      sessionId: 's',
      breakpoints: [{ ...agent, enabled: false, verified: false, hitCondition: '> 3' }],
    },
  ]);
  expect(screen.getByText('hits > 3')).toBeTruthy();
});

test('the editor begins with what is set; Escape leaves it as it was', async () => {
  const { sent } = show({ breakpoints: [{ logMessage: 'at {step}' }] });
  await userEvent.click(button('Edit breakpoint before agent'));
  await focused('Log message');
  await userEvent.keyboard(' more{Escape}');
  await focused('Edit breakpoint before agent');
  expect(sent()).toEqual([]);
  expect(screen.getByText('log: at {step}')).toBeTruthy();
});

test('what is typed stays with its graph while another one is looked at', async () => {
  const { store } = show({ breakpoints: [{}] });
  const look = (graphId: string) =>
    act(() =>
      store.setState(({ sessions }) => ({
        sessions: { s: { ...(sessions['s'] as SessionInfo), graphId } },
      })),
    );
  await userEvent.click(button('Edit breakpoint before agent'));
  await focused('Condition');
  await userEvent.keyboard('topic');
  look('another');
  expect(editor()).toBeNull();
  look('g');
  expect(field('Condition').value).toBe('topic');
});

test('a conditional breakpoint added by the menu of a dot is there once it is saved', async () => {
  const { sent } = show();
  await choose('Add conditional breakpoint…');
  await focused('Condition');
  expect(rows()).toHaveLength(1);
  await userEvent.type(field('Condition'), 'topic');
  await userEvent.click(button('Cancel'));
  await waitFor(() => expect(document.activeElement).toBe(dot()));
  expect(screen.getByText('No breakpoints')).toBeTruthy();
  expect(sent()).toEqual([]);

  await choose('Add log message…');
  await focused('Log message');
  expect(field('Condition').value).toBe('');
  await userEvent.keyboard('about {{topic}');
  await userEvent.click(button('Save'));
  await waitFor(() => expect(dot().getAttribute('aria-pressed')).toBe('true'));
  expect(sent()).toEqual([
    {
      sessionId: 's',
      breakpoints: [{ ...agent, verified: false, logMessage: 'about {topic}' }],
    },
  ]);
});

test('the menu of a dot edits, disables and removes the breakpoint that is there', async () => {
  const { store } = show({ breakpoints: [{ hitCondition: '3' }] });
  await choose('Disable breakpoint');
  await waitFor(() => expect(dot().dataset.enabled).toBe('false'));
  await choose('Enable breakpoint');
  await waitFor(() => expect(dot().dataset.enabled).toBe('true'));
  await choose('Edit breakpoint…');
  await focused('Hit count');
  await choose('Remove breakpoint');
  await waitFor(() => expect(dot().getAttribute('aria-pressed')).toBe('false'));
  expect(editor()).toBeNull();
  expect(store.getState().breakpoints).toEqual({ s: [] });
});

test('the menu is of the dots only', () => {
  show();
  expect(fireEvent.contextMenu(screen.getByText('elsewhere'))).toBe(true);
  expect(screen.queryByRole('menu')).toBeNull();
});

test('what could not be saved stays in the editor, with the reason', async () => {
  const { store } = show({
    breakpoints: [{}],
    answer: async () => {
      throw new StudioError('diskFull', 'The disk is full.');
    },
  });
  await userEvent.click(button('Edit breakpoint before agent'));
  await focused('Condition');
  await userEvent.keyboard('topic{Enter}');
  expect((await screen.findByRole('alert')).textContent).toContain('The disk is full.');
  expect(field('Condition').value).toBe('topic');
  expect(store.getState().notices).toEqual([]);
});

test('why one is not verified is told where it is', async () => {
  const why = 'Its condition is no JavaScript.';
  show({
    breakpoints: [{}],
    answer: async ({ breakpoints }) => breakpoints.map((one) => ({ ...one, message: why })),
  });
  await userEvent.click(button('Edit breakpoint before agent'));
  await focused('Condition');
  await userEvent.keyboard('topic >{Enter}');
  expect(
    await within(screen.getByRole('list', { name: 'Breakpoints' })).findByText(why),
  ).toBeTruthy();
  expect(dot().getAttribute('aria-description')).toBe(`stops where topic >. ${why}`);
  expect(button('Edit breakpoint before agent').getAttribute('aria-description')).toBe(why);
});

test('one on a channel is kept as such in the list', async () => {
  const channel = { node: '', when: 'after' as const, channel: 'topic' };
  const { store, sent } = show({ breakpoints: [channel] });
  expect(rows().map(looks)).toEqual(['plain']);
  await userEvent.click(button('topic'));
  expect(store.getState().sought).toBeUndefined();
  await userEvent.click(button('Edit breakpoint after channel topic'));
  await focused('Condition');
  await userEvent.keyboard('topic{Enter}');
  await focused('Edit breakpoint after channel topic');
  expect(sent()).toEqual([
    {
      sessionId: 's',
      breakpoints: [{ ...agent, ...channel, verified: false, condition: 'topic' }],
    },
  ]);
  await userEvent.click(button('Remove breakpoint after channel topic'));
  expect(await screen.findByText('No breakpoints')).toBeTruthy();
});

test('errors have a place of their own above the others, to be ticked', async () => {
  const { store, sent } = show({ breakpoints: [{}] });
  const errors = { node: '', when: 'error' as const };
  const box = screen.getByRole<HTMLInputElement>('checkbox', {
    name: 'Enable breakpoint on errors',
  });
  expect(box.checked).toBe(false);
  await userEvent.click(box);
  await waitFor(() => expect(box.checked).toBe(true));
  expect(rows()).toHaveLength(1);
  await userEvent.click(button('Edit breakpoint on errors'));
  await focused('Condition');
  await userEvent.keyboard('error.code{Enter}');
  await focused('Edit breakpoint on errors');
  runCommand(store.getState(), 'toggleErrors');
  await waitFor(() => expect(box.checked).toBe(false));
  expect(
    sent().map((call) => (call as Parameters<Requests['setBreakpoints']>[0]).breakpoints[1]),
  ).toEqual([
    { ...errors, enabled: true, verified: false },
    { ...errors, enabled: true, verified: false, condition: 'error.code' },
    { ...errors, enabled: false, verified: true, condition: 'error.code' },
  ]);
});

test('one on an edge is named by its ends, and its menu speaks of the edge', async () => {
  const edge = { node: 'agent', when: 'after' as const, to: 'tools' };
  show({ breakpoints: [edge, { when: 'after' }] });
  expect(rows().map((row) => row.textContent)).toEqual(['edgeagent → tools', 'afteragent']);
  cleanup();
  const { sent } = show();
  render(
    <DotMenu>
      <BreakpointDot {...edge} box="agent->tools" />
    </DotMenu>,
  );
  fireEvent.contextMenu(button('Breakpoint on agent → tools'));
  await userEvent.click(
    await screen.findByRole('menuitem', { name: 'Break where this edge is taken' }),
  );
  await waitFor(() => expect(sent()).toHaveLength(1));
  expect(sent()).toMatchObject([{ breakpoints: [{ ...edge, enabled: true, verified: false }] }]);
  expect(button('Breakpoint on agent → tools').getAttribute('aria-description')).toBe(
    'stops where the graph goes on to tools',
  );
});

test('on a server a breakpoint can be set, but have no conditions, and it is told why', async () => {
  const server = { capabilities: { run: true }, limits: serverLimits };
  const { store } = show({ breakpoints: [{ when: 'after' }], kind: server });
  const why = serverLimits.conditionalBreakpoints;
  const errors = screen.getByRole<HTMLInputElement>('checkbox', { name: /on errors$/ });
  expect([errors.disabled, errors.parentElement?.title]).toEqual([true, why]);
  expect(button('Edit breakpoint after agent').getAttribute('aria-description')).toBe(why);
  await userEvent.click(button('Edit breakpoint after agent'));
  expect(activeBreakpointDraft(store.getState())).toBeUndefined();
  fireEvent.contextMenu(dot());
  await screen.findByRole('menu');
  const entries = screen
    .getAllByRole('menuitem')
    .map((entry) => [entry.getAttribute('aria-description'), entry.getAttribute('aria-disabled')]);
  expect(entries).toEqual([
    [null, null],
    [why, 'true'],
    [why, 'true'],
  ]);
});

test('all of them are turned off, on and removed by commands, where there are such', async () => {
  const { store, sent } = show({ breakpoints: [{}] });
  const can = (id: CommandId) => isEnabled(commandOf(id), store.getState());
  const run = async (id: CommandId) => {
    const before = sent().length;
    runCommand(store.getState(), id);
    await waitFor(() => expect(sent()).toHaveLength(before + 1));
  };
  expect(can('enableBreakpoints')).toBe(false);
  await run('disableBreakpoints');
  await waitFor(() => expect(can('enableBreakpoints')).toBe(true));
  expect(can('disableBreakpoints')).toBe(false);
  await run('enableBreakpoints');
  await waitFor(() => expect(can('disableBreakpoints')).toBe(true));
  await run('removeBreakpoints');
  await waitFor(() => expect(can('removeBreakpoints')).toBe(false));
});
