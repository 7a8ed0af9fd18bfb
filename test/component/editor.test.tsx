import { act, cleanup, render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { StudioError } from '../../core/protocol/errors.ts';
import type { Json } from '../../core/protocol/model.ts';
import { Inspector } from '../../renderer/inspector/Inspector.tsx';
import { isEditing } from '../../renderer/store/editing.ts';
import { graph, inspect, row, task } from '../helpers/inspected.ts';
import { giveLayout } from '../helpers/layout.ts';

vi.mock(
  '../../renderer/inspector/editors/CodeEditor.tsx',
  () => import('../helpers/plainEditors.tsx'),
);
giveLayout();
afterEach(cleanup);

const editor = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'State update' });
const asNode = () => screen.getByRole('combobox', { name: 'As node' });
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));

async function write(text: string) {
  await userEvent.clear(editor());
  await userEvent.click(editor());
  await userEvent.paste(text);
}

const messages: Json = [
  { type: 'human', content: 'Where am I?' },
  {
    type: 'ai',
    content: '',
    tool_calls: [{ id: 'call_7', name: 'AskHuman', args: {} }],
  },
];

const stopped = {
  states: { c1: { messages, topic: 'cats' } },
  rows: [row(0), row(1, { next: ['ask_human'] })],
  thread: {
    state: 'stopped' as const,
    stopped: { reason: 'breakpoint' as const, when: 'before' as const, nodes: ['ask_human'] },
  },
};

test('a channel too large to be edited is not inserted as something else', async () => {
  const large = { messages, topic: 'c'.repeat(1_000_001) };
  inspect({ ...stopped, states: { c1: large } });
  render(<Inspector />);
  await press('Edit state');
  await press('topic replaces');
  expect((await screen.findByRole('alert')).textContent).toBe(
    'topic is too large to be edited here: 1.0 MB.',
  );
  expect(editor().value).toBe('{}');
});

test('an edit after which nothing runs is no failure', async () => {
  const { store } = inspect({
    ...stopped,
    answers: {
      updateState: async () => ({ checkpoint_id: 'c2', checkpoint_ns: '' }),
      run: async () => {
        throw new StudioError('nothingToRun', 'The graph has reached its end here.');
      },
    },
  });
  render(<Inspector />);
  await press('Edit state');
  await press('Apply and continue');
  await vi.waitFor(() => expect(isEditing(store.getState())).toBe(false));
  expect(store.getState().notices).toEqual([]);
});

test('what is written stays while another thread is looked at', async () => {
  const { store } = inspect({ ...stopped, answers: { listCheckpoints: async () => [] } });
  render(<Inspector />);
  await press('Edit state');
  await write('{"topic": "dogs"}');
  act(() => store.setState({ threadId: 'other' }));
  expect(screen.queryByRole('textbox', { name: 'State update' })).toBeNull();
  act(() => store.setState({ threadId: 't' }));
  expect(editor().value).toBe('{"topic": "dogs"}');
});

test('as START only channels of the input are offered', async () => {
  const { store } = inspect(stopped);
  const channels = graph.channels.map((one) => ({ ...one, input: one.name === 'topic' }));
  store.setState({ graphs: { s: { ...graph, channels } } });
  render(<Inspector />);
  await press('Edit state');
  const offered = () =>
    within(screen.getByRole('group', { name: 'Insert channel' }))
      .getAllByRole('button')
      .map(({ textContent }) => textContent);
  expect(offered()).toHaveLength(2);
  act(() => store.getState().editStarted('__start__'));
  expect(offered()).toEqual(['topic replaces']);
});

test('answers the pending tool call as the node it stopped before, and continues', async () => {
  const { callsOf } = inspect({
    ...stopped,
    answers: {
      updateState: async () => ({ checkpoint_id: 'c2', checkpoint_ns: '' }),
      run: async () => ({ run_id: 'r' }),
    },
  });
  render(<Inspector />);
  await press('Edit state');
  expect(asNode().textContent).toBe('ask_human');
  expect(editor().value).toBe('{}');
  await userEvent.click(screen.getByRole('button', { name: 'messages merges messages by id' }));
  const values = { messages: [{ role: 'tool', tool_call_id: 'call_7', content: '' }] };
  await vi.waitFor(() => expect(JSON.parse(editor().value)).toEqual(values));
  await press('Apply and continue');
  expect(callsOf('updateState')).toEqual([
    { sessionId: 's', thread_id: 't', values, asNode: 'ask_human' },
  ]);
  const from = { checkpoint_id: 'c2', checkpoint_ns: '' };
  expect(callsOf('run')).toEqual([
    { sessionId: 's', thread_id: 't', ...from, input: null, mode: 'continue' },
  ]);
  expect(screen.queryByRole('textbox', { name: 'State update' })).toBeNull();
});

test('says that an update beside a subgraph that is not done leaves behind what that did', async () => {
  const sub = task('sub', { status: 'interrupted' });
  const inside = task('i', { checkpoint_id: 'i1', checkpoint_ns: sub.task_ns, status: 'done' });
  const { store } = inspect({ ...stopped, tasks: [sub, inside, task('other')] });
  render(<Inspector />);
  await press('Edit state');
  const warning = () => screen.queryByText(/What sub did so far is left behind/);
  expect(warning()).not.toBeNull();
  act(() => store.setState({ tasks: { t: { sub: { ...sub, status: 'done' }, inside } } }));
  expect(warning()).toBeNull();
});

test('adds a channel to what is there, with the value that would be replaced', async () => {
  inspect(stopped);
  render(<Inspector />);
  await press('Edit state');
  await write('{"other": 1}');
  await userEvent.click(screen.getByRole('button', { name: 'topic replaces' }));
  await vi.waitFor(() => expect(JSON.parse(editor().value)).toEqual({ other: 1, topic: 'cats' }));
});

test('lets LangGraph decide, and leaves the run alone when only applied', async () => {
  const { callsOf, store } = inspect({
    ...stopped,
    thread: {},
    answers: { updateState: async () => ({ checkpoint_id: 'c2', checkpoint_ns: '' }) },
  });
  store.getState().checkpointFocused(row(0));
  render(<Inspector />);
  await press('Edit state');
  expect(asNode().textContent).toBe('LangGraph decides');
  await write('{"topic": "dogs"}');
  await press('Apply');
  expect(callsOf('updateState')).toMatchObject([
    { checkpoint_id: 'c0', values: { topic: 'dogs' }, asNode: undefined },
  ]);
  expect(callsOf('run')).toEqual([]);
});

test('refuses what is no JSON with its place, and keeps it', async () => {
  const { callsOf } = inspect(stopped);
  render(<Inspector />);
  await press('Edit state');
  await write('{\n  "topic": cats\n}');
  await press('Apply');
  expect(screen.getByRole('alert').textContent).toMatch(/^Not JSON at line 2, column 12: /);
  expect(editor().value).toBe('{\n  "topic": cats\n}');
  expect(callsOf('updateState')).toEqual([]);
});

test('says why core refuses, beside the editor, and keeps the text', async () => {
  const { store } = inspect({
    ...stopped,
    answers: {
      updateState: async () => {
        throw new StudioError('unknownChannel', 'There is no channel colour.');
      },
    },
  });
  render(<Inspector />);
  await press('Edit state');
  await write('{"colour": 1}');
  await press('Apply');
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('There is no channel colour.');
  expect(alert.textContent).toContain("Use the names of the graph's channels.");
  expect(editor().value).toBe('{"colour": 1}');
  expect(store.getState().notices).toEqual([]);
});
