import { act, cleanup, render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { Json } from '../../core/protocol/model.ts';
import { Inspector } from '../../renderer/inspector/Inspector.tsx';
import { inspect, row, task, thread } from '../helpers/inspected.ts';
import { giveLayout } from '../helpers/layout.ts';

vi.mock(
  '../../renderer/inspector/editors/CodeEditor.tsx',
  () => import('../helpers/plainEditors.tsx'),
);
giveLayout();
afterEach(cleanup);

/** What the Diff tab shows before and after. */
async function changes(): Promise<Json[]> {
  const texts = ['Changes, before', 'Changes, after'].map((name) =>
    screen.findByRole<HTMLTextAreaElement>('textbox', { name }),
  );
  return (await Promise.all(texts)).map(({ value }) => JSON.parse(value) as Json);
}

const openTab = (name: string) => userEvent.click(screen.getByRole('tab', { name }));

const question: Json = { type: 'human', content: 'Where am I?', id: 'm1' };
const call: Json = {
  type: 'ai',
  content: [{ type: 'text', text: 'I will ask.' }],
  tool_calls: [{ id: 'call_1', name: 'AskHuman', args: { question: 'Where are you?' } }],
  id: 'm2',
};
const answer: Json = { type: 'tool', content: 'Paris', tool_call_id: 'call_1', id: 'm3' };

test('shows messages as a chat, tool results with their calls, and what is new', async () => {
  inspect({
    states: { c0: { messages: [question] }, c1: { messages: [question, call, answer] } },
    rows: [row(0), row(1)],
  });
  render(<Inspector />);
  await openTab('Messages');
  const list = await screen.findByRole('list', { name: 'Messages' });
  expect(within(list).getAllByRole('listitem')).toHaveLength(2);
  const frame = within(list).getByRole('group', { name: 'Tool call AskHuman' });
  const result = within(frame).getByRole('group', { name: 'Result of AskHuman' });
  expect(frame.getAttribute('aria-details')).toBe(result.id);
  expect(result.textContent).toContain('Paris');
  const [first, second] = within(list).getAllByRole('listitem');
  expect(first?.textContent).not.toContain('new');
  expect(second?.textContent).toContain('new');
});

test('compares very many lines only when asked to', async () => {
  const numbers = (from: number) => Array.from({ length: 20_001 }, (_, index) => from + index);
  inspect({
    states: { c0: { numbers: numbers(0) }, c1: { numbers: numbers(1) } },
    rows: [row(0), row(1, { changed: ['numbers'] })],
  });
  render(<Inspector />);
  await openTab('Diff');
  await screen.findByText('There is much to compare: 20,005 lines.');
  await userEvent.click(screen.getByRole('button', { name: 'Compare it anyway' }));
  await screen.findByRole('textbox', { name: 'Changes, after' });
});

test('shows a call that the model wrote badly, with what is wrong with it', async () => {
  const broken = { id: 'call_9', name: 'search', args: '{"q": ', error: 'Unexpected end of JSON.' };
  const message = { type: 'ai', content: '', invalid_tool_calls: [broken], id: 'm9' };
  inspect({ states: { c1: { messages: [message] } }, rows: [row(0), row(1)] });
  render(<Inspector />);
  await openTab('Messages');
  const frame = await screen.findByRole('group', { name: 'Tool call search' });
  expect(frame.textContent).toContain('{"q": ');
  expect(frame.textContent).toContain('An invalid call: Unexpected end of JSON.');
  expect(screen.queryByText('No content')).toBeNull();
});

test('shows all of an error that is no task’s', async () => {
  const error = {
    name: 'RangeError',
    message: 'exploded\nat once',
    stack: 'RangeError: exploded\n    at merge (/work/agent.ts:7:11)',
  };
  const stopped = { reason: 'exception' as const, nodes: [], message: 'exploded', error };
  inspect({
    states: { c1: { topic: 'cats' } },
    rows: [row(0), row(1)],
    thread: { state: 'stopped', stopped },
  });
  render(<Inspector />);
  expect(screen.getByRole('alert').textContent).toBe('exploded');
  const whole = screen.getByRole('group', { name: 'Error' });
  expect(whole.textContent).toContain('at once');
  expect(whole.textContent).toContain('/work/agent.ts:7:11');
});

test('shows a failed task with its stack, and retries it', async () => {
  const { callsOf } = inspect({
    states: { c1: { topic: 'cats' } },
    rows: [row(1, { next: ['agent'] })],
    tasks: [
      task('agent', {
        status: 'error',
        attempt: 3,
        duration: 12,
        error: {
          name: 'TypeError',
          message: 'No price',
          stack:
            'TypeError: No price\n    at price (/p/agent.ts:6:9)\n    at invoke (/p/node_modules/x/index.js:1:1)',
          cause: { name: 'Error', message: 'The table is empty' },
        },
      }),
    ],
    answers: { run: async () => ({ run_id: 'r' }) },
  });
  render(<Inspector />);
  await openTab('Tasks');
  const error = screen.getByRole('group', { name: 'Error' });
  expect(error.textContent).toContain('/p/agent.ts:6:9');
  expect(error.textContent).not.toContain('node_modules');
  expect(screen.getByRole('group', { name: 'Cause' }).textContent).toContain('The table is empty');
  expect(screen.getByText('attempt 3')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Show 1 library frames' }));
  expect(error.textContent).toContain('node_modules');

  await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
  expect(callsOf('run')).toEqual([
    { sessionId: 's', thread_id: 't', input: null, mode: 'continue' },
  ]);
});

test('gives a failed task an output by hand, as its node', async () => {
  inspect({
    states: { c1: {} },
    rows: [row(1, { next: ['agent'] })],
    tasks: [task('agent', { status: 'error', error: { name: 'Error', message: 'no' } })],
  });
  render(<Inspector />);
  await openTab('Tasks');
  await userEvent.click(screen.getByRole('button', { name: 'Use this output instead' }));
  expect(screen.getByRole('combobox', { name: 'As node' }).textContent).toBe('agent');
});

test('lets a held task go, with another input', async () => {
  const { callsOf } = inspect({
    states: { c1: { topic: 'cats' } },
    rows: [row(1, { next: ['agent'] })],
    tasks: [task('agent', { status: 'held', hold: { hold_id: 'h', when: 'before' } })],
    answers: {
      release: async () => {},
      readHold: async () => ({ value: { topic: 'cats' } }),
    },
  });
  render(<Inspector />);
  await openTab('Tasks');
  const editor = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Held value' });
  expect(JSON.parse(editor.value)).toEqual({ topic: 'cats' });
  await userEvent.clear(editor);
  await userEvent.click(editor);
  await userEvent.paste('{"topic": ');
  await userEvent.click(screen.getByRole('button', { name: 'Let go with this input' }));
  expect(screen.getByRole('alert').textContent).toMatch(/Not JSON at line 1, column \d+/);
  expect(callsOf('release')).toEqual([]);
  await userEvent.click(editor);
  await userEvent.paste('"dogs"}');
  await userEvent.click(screen.getByRole('button', { name: 'Let go with this input' }));
  expect(callsOf('release')).toEqual([
    { sessionId: 's', thread_id: 't', hold_id: 'h', value: { topic: 'dogs' } },
  ]);
});

test('has a task that failed run again, as it is or with another input, or fail', async () => {
  const hold = { hold_id: 'h', when: 'error' } as const;
  const error = { name: 'RangeError', message: 'too small' };
  const { callsOf } = inspect({
    rows: [row(1, { next: ['agent'] })],
    tasks: [task('agent', { status: 'held', hold, error })],
    answers: { release: async () => {}, readHold: async () => ({ value: { n: 1 } }) },
  });
  render(<Inspector />);
  await openTab('Tasks');
  expect(await screen.findByText('Held where it failed, with this input')).toBeTruthy();
  expect(screen.getByText('RangeError')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Run again' }));
  await userEvent.click(screen.getByRole('button', { name: 'Let it fail' }));
  const editor = screen.getByRole('textbox', { name: 'Held value' });
  await userEvent.clear(editor);
  await userEvent.click(editor);
  await userEvent.paste('{"n": 2}');
  await userEvent.click(screen.getByRole('button', { name: 'Run again with this input' }));
  const ids = { sessionId: 's', thread_id: 't', hold_id: 'h' };
  expect(callsOf('release')).toEqual([
    { ...ids, again: true },
    ids,
    { ...ids, again: true, value: { n: 2 } },
  ]);
});

test('only lets go what is written already', async () => {
  const hold = { hold_id: 'h', when: 'error', written: true } as const;
  const { callsOf } = inspect({
    rows: [row(1, { next: ['agent'] })],
    tasks: [task('agent', { status: 'held', hold, error: { name: 'Error', message: 'no way' } })],
    answers: { release: async () => {}, readHold: async () => ({ value: { n: 1 }, stored: [] }) },
  });
  render(<Inspector />);
  await openTab('Tasks');
  expect(await screen.findByText(/^It failed in what comes after its own code/)).toBeTruthy();
  const editor = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Held value' });
  expect(editor.readOnly).toBe(true);
  const buttons = within(screen.getByRole('region', { name: 'Held input' })).getAllByRole('button');
  expect(buttons.map(({ textContent }) => textContent)).toEqual(['Let it fail']);
  await userEvent.click(buttons[0] as HTMLElement);
  expect(callsOf('release')).toEqual([{ sessionId: 's', thread_id: 't', hold_id: 'h' }]);
});

test('says which breakpoint holds a task, as long as it is there', async () => {
  const by = { node: '', when: 'after', channel: 'topic' } as const;
  const { store } = inspect({
    rows: [row(1, { next: ['agent'] })],
    tasks: [task('agent', { status: 'held', hold: { hold_id: 'h', when: 'after', by } })],
    answers: { readHold: async () => ({ value: { topic: 'cats' } }) },
  });
  const breakpoint = { ...by, enabled: true, verified: true, condition: "topic === 'cats'" };
  store.setState({ breakpoints: { s: [breakpoint] } });
  render(<Inspector />);
  await openTab('Tasks');
  const told = "The breakpoint stops where topic is written and topic === 'cats'.";
  expect(await screen.findByText(told)).toBeTruthy();
  act(() => store.setState({ breakpoints: {} }));
  expect(screen.queryByText(told)).toBeNull();
});

test('edits what JSON has no form for as it is stored', async () => {
  const stored = { topic: { lc: 2, type: 'constructor', id: ['Set'], args: [['cats']] } };
  const { callsOf } = inspect({
    rows: [row(1, { next: ['agent'] })],
    tasks: [task('agent', { status: 'held', hold: { hold_id: 'h', when: 'before' } })],
    answers: {
      release: async () => {},
      readHold: async () => ({ value: { topic: ['cats'] }, stored }),
    },
  });
  render(<Inspector />);
  await openTab('Tasks');
  const editor = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Held value' });
  await userEvent.click(await screen.findByRole('button', { name: 'Edit this input…' }));
  expect(editor().readOnly).toBe(false);
  expect(JSON.parse(editor().value)).toEqual(stored);
  await userEvent.click(screen.getByRole('button', { name: 'Let go with this input' }));
  expect(callsOf('release')).toMatchObject([{ hold_id: 'h', value: stored }]);
  expect(screen.queryByRole('button', { name: 'Edit this input…' })).toBeNull();
});

test('gives a held task an output, so that it does not run', async () => {
  const { callsOf } = inspect({
    rows: [row(1, { next: ['agent'] })],
    tasks: [task('agent', { status: 'held', hold: { hold_id: 'h', when: 'before' } })],
    answers: {
      release: async () => {},
      readHold: async () => ({
        value: ['hi'],
        problem: 'input[0] is a Date, which JSON cannot hold.',
      }),
    },
  });
  render(<Inspector />);
  await openTab('Tasks');
  expect(await screen.findByText(/is a Date/)).toBeTruthy();
  expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Held value' }).readOnly).toBe(
    true,
  );
  await userEvent.click(screen.getByRole('button', { name: 'Give an output instead…' }));
  const editor = screen.getByRole('textbox', { name: 'Output instead' });
  await userEvent.clear(editor);
  await userEvent.click(editor);
  await userEvent.paste('4');
  await userEvent.click(screen.getByRole('button', { name: 'Use this output instead' }));
  expect(callsOf('release')).toMatchObject([{ hold_id: 'h', value: 4, instead: true }]);
});

test('shows tasks of a subgraph below the task that called it, none of another step', async () => {
  inspect({
    rows: [row(1, { next: ['agent'] })],
    tasks: [
      task('agent', { status: 'running', task_ns: 'agent:1' }),
      task('inner', { status: 'running', checkpoint_ns: 'agent:1', checkpoint_id: 'x' }),
      task('old', { checkpoint_id: 'c0', status: 'done' }),
    ],
  });
  render(<Inspector />);
  await openTab('Tasks');
  const names = within(screen.getByRole('list', { name: 'Tasks' }))
    .getAllByRole('button')
    .map((button) => button.textContent.trim());
  expect(names).toEqual(['agent running', 'inner running']);
});

test('compares a step with its parent, and with any other', async () => {
  const { store } = inspect({
    states: {
      c0: { messages: ['a'], topic: 'dogs' },
      c1: { messages: ['a'], topic: 'cats' },
      c2: { messages: ['a', 'b'], topic: 'cats' },
    },
    rows: [row(0), row(1), row(2)],
  });
  render(<Inspector />);
  await openTab('Diff');
  expect(await changes()).toEqual([{ messages: ['a'] }, { messages: ['a', 'b'] }]);

  store.getState().comparisonChosen(row(0));
  await screen.findByText('Step 0 → step 2');
  expect(await changes()).toEqual([
    { messages: ['a'], topic: 'dogs' },
    { messages: ['a', 'b'], topic: 'cats' },
  ]);
});

test('compares all where nobody knows what a step changed', async () => {
  inspect({
    states: { c0: { topic: 'dogs', n: 1 }, c1: { topic: 'cats', n: 1 } },
    rows: [row(0), row(1, { changed: undefined })],
  });
  render(<Inspector />);
  await openTab('Diff');
  expect(await changes()).toEqual([
    { topic: 'dogs', n: 1 },
    { topic: 'cats', n: 1 },
  ]);
});

test('compares very many channels, in as many reads as there are moments', async () => {
  const names = Array.from({ length: 80 }, (_, index) => `channel${index}`);
  const stateOf = (text: string) => Object.fromEntries(names.map((name) => [name, text]));
  const { callsOf } = inspect({
    states: { c0: stateOf('before'), c1: { ...stateOf('after'), channel0: null } },
    rows: [row(0), row(1, { changed: names })],
  });
  render(<Inspector />);
  await openTab('Diff');
  const after = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Changes, after' });
  expect(JSON.parse(after.value)).toEqual({ ...stateOf('after'), channel0: null });
  expect(callsOf('readWhole')).toHaveLength(2);
});

test('compares more channels than are listed at once', async () => {
  const names = Array.from({ length: 150 }, (_, index) => `channel${index}`);
  const before: Json = Object.fromEntries(names.map((name) => [name, 'before']));
  inspect({
    states: { c0: before, c1: { ...before, channel140: 'after' } },
    rows: [row(0), row(1, { changed: ['channel140'] })],
  });
  render(<Inspector />);
  await openTab('Diff');
  expect(await changes()).toEqual([{ channel140: 'before' }, { channel140: 'after' }]);
});

test('tells a channel that is null from one that is not there', async () => {
  inspect({
    states: { c0: { topic: 'dogs' }, c1: { topic: null, count: null } },
    rows: [row(0), row(1, { changed: ['topic', 'count'] })],
  });
  render(<Inspector />);
  await openTab('Diff');
  expect(await changes()).toEqual([{ topic: 'dogs' }, { topic: null, count: null }]);
});

test('compares a state that is one value', async () => {
  inspect({
    states: { c0: { at: 'home' }, c1: { at: 'work' }, c2: 'nowhere' },
    rows: [row(0), row(1, { changed: ['__root__'] }), row(2, { changed: ['__root__'] })],
  });
  render(<Inspector />);
  await openTab('Diff');
  expect(await changes()).toEqual([{ at: 'work' }, 'nowhere']);
});

test('compares with a moment of another thread, until that is deleted', async () => {
  const { store } = inspect({
    states: { c0: { topic: 'dogs' }, c1: { topic: 'cats' }, b1: { topic: 'birds' } },
    rows: [row(0), row(1, { changed: ['topic'] })],
  });
  const inBranch = row(1, { thread_id: 'b', checkpoint_id: 'b1', step: 4 });
  const branch = { ...thread, thread_id: 'b', title: 'The other way' };
  store.setState(({ rows, threads }) => ({
    rows: { ...rows, b: { '#b1': inBranch } },
    threads: { s: { ...threads['s'], b: branch } },
  }));
  render(<Inspector />);
  act(() => store.getState().comparisonChosen(inBranch));
  await screen.findByText('The other way: Step 4 → step 1');
  const before = async () =>
    (await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Changes, before' })).value;
  expect(JSON.parse(await before())).toEqual({ topic: 'birds' });
  act(() => store.setState(({ rows: { b: _deleted, ...rows } }) => ({ rows })));
  await screen.findByText('Step 0 → step 1 · topic');
  expect(JSON.parse(await before())).toEqual({ topic: 'dogs' });
});

test('shows the source of the node in focus at its line', async () => {
  const { store } = inspect({
    rows: [row(1)],
    answers: {
      getSource: async ({ node }) => ({
        file: '/p/agent.ts',
        line: node === 'agent' ? 3 : 7,
        column: 1,
        text: 'export const x = 1;',
        language: 'typescript',
      }),
    },
  });
  render(<Inspector />);
  await openTab('Source');
  expect(screen.getByText('Select a node to see its source.')).toBeTruthy();
  store.getState().nodeFocused('agent');
  const editor = await screen.findByRole('textbox', { name: 'Source of agent' });
  expect(editor.dataset).toMatchObject({ line: '3', language: 'typescript' });
  expect(screen.getByText('agent.ts:3')).toBeTruthy();
});

test('says why a run failed when it was no task', () => {
  inspect({
    rows: [row(1)],
    thread: {
      state: 'stopped',
      stopped: { reason: 'exception', nodes: [], message: 'Recursion limit of 25 reached.' },
    },
  });
  render(<Inspector />);
  expect(screen.getByRole('alert').textContent).toBe('Recursion limit of 25 reached.');
});

test('says what was not stored as it was written: with the state it led to, and with the task', async () => {
  const loss = 'state.topic was a Date; LangGraph stores it as text.';
  inspect({
    states: { c0: { topic: 'cats' }, c1: { topic: '1970-01-01T00:00:00.000Z' } },
    rows: [row(0), row(1)],
    tasks: [task('agent', { checkpoint_id: 'c0', status: 'done', losses: [loss] })],
  });
  render(<Inspector />);
  const note = await screen.findByRole('list', { name: 'Not stored as written' });
  expect(note.textContent).toBe(loss);
  await openTab('Tasks');
  expect(screen.queryByText(loss)).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Show step 0' }));
  await userEvent.click(screen.getByRole('button', { name: /^agent/ }));
  const writes = screen.getByRole('group', { name: 'Writes' });
  expect(within(writes).getByText(loss)).toBeTruthy();
});
