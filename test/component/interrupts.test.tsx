import { act, cleanup, render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { Json } from '../../core/protocol/model.ts';
import { Interrupts } from '../../renderer/inspector/Interrupts.tsx';
import { inspect, row, task } from '../helpers/inspected.ts';

vi.mock(
  '../../renderer/inspector/editors/CodeEditor.tsx',
  () => import('../helpers/plainEditors.tsx'),
);
afterEach(cleanup);

const asking = (node: string, value: Json) =>
  task(node, {
    status: 'interrupted',
    interrupts: [{ id: `i-${node}`, value, task_id: node, node, checkpoint_ns: '' }],
  });

function stoppedAt(...tasks: ReturnType<typeof asking>[]) {
  return inspect({
    rows: [row(0), row(1)],
    tasks,
    answers: { run: async () => ({ run_id: 'r' }) },
  });
}

const card = (node: string) =>
  within(screen.getByRole('article', { name: `Interrupt in ${node}` }));
const resumes = (callsOf: ReturnType<typeof inspect>['callsOf']) =>
  callsOf('run').map((params) => (params as { command: unknown }).command);

async function type(node: string, text: string) {
  await userEvent.click(card(node).getByRole('textbox', { name: 'Resume value' }));
  await userEvent.paste(text);
}

test('shows the payload and resumes with text, by id', async () => {
  const { callsOf } = stoppedAt(asking('ask', 'Where are you?'));
  render(<Interrupts />);
  expect(screen.getByRole('region', { name: 'Interrupts' }).textContent).toContain(
    'Where are you?',
  );
  await type('ask', 'san francisco');
  await userEvent.click(screen.getByRole('button', { name: 'Resume' }));
  expect(resumes(callsOf)).toEqual([{ resume: { 'i-ask': 'san francisco' } }]);
});

test('a task that asks again, under the same id, is not answered with what it was told before', async () => {
  const { store } = stoppedAt(asking('ask', 'Refund 20?'));
  render(<Interrupts />);
  await type('ask', 'yes');
  await userEvent.click(screen.getByRole('button', { name: 'Resume' }));
  act(() => store.setState({ tasks: { t: { ask: asking('ask', 'Refund 30?') } } }));
  expect(card('ask').getByText('Refund 30?')).toBeTruthy();
  const editor = card('ask').getByRole<HTMLTextAreaElement>('textbox', { name: 'Resume value' });
  expect(editor.value).toBe('');
});

test('takes an object as JSON, unless text is chosen', async () => {
  const { callsOf } = stoppedAt(asking('ask', { query: 'help' }));
  render(<Interrupts />);
  await type('ask', '{"data": "yes"}');
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  await type('ask', '{"data": "yes"}');
  await userEvent.click(screen.getByRole('radio', { name: 'Text' }));
  await userEvent.click(screen.getByRole('button', { name: 'Resume' }));
  expect(resumes(callsOf)).toEqual([
    { resume: { 'i-ask': { data: 'yes' } } },
    { resume: { 'i-ask': '{"data": "yes"}' } },
  ]);
});

test('resumes with yes or no', async () => {
  const { callsOf } = stoppedAt(asking('ask', 'Go on?'));
  render(<Interrupts />);
  await userEvent.click(screen.getByRole('radio', { name: 'Yes / no' }));
  await userEvent.click(screen.getByRole('radio', { name: 'No' }));
  await userEvent.click(screen.getByRole('button', { name: 'Resume' }));
  expect(resumes(callsOf)).toEqual([{ resume: { 'i-ask': false } }]);
});

test('refuses what is chosen to be JSON and is not', async () => {
  const { callsOf } = stoppedAt(asking('ask', null));
  render(<Interrupts />);
  await userEvent.click(screen.getByRole('radio', { name: 'JSON' }));
  await type('ask', 'san francisco');
  await userEvent.click(screen.getByRole('button', { name: 'Resume' }));
  expect(screen.getByRole('alert').textContent).toMatch(/^Not JSON at line 1, column 1: /);
  expect(callsOf('run')).toEqual([]);
});

test('keeps each answer, and sends several at once', async () => {
  const { callsOf, store } = stoppedAt(asking('city', 'City?'), asking('name', 'Name?'));
  render(<Interrupts />);
  expect(screen.queryByRole('button', { name: 'Resume all' })).toBeNull();
  await type('city', 'Oslo');
  act(() => store.getState().checkpointFocused(row(0)));
  expect(screen.getByText('No interrupt waits for an answer.')).toBeTruthy();
  act(() => store.getState().headFollowed());
  await type('name', 'Ada');
  await userEvent.click(screen.getByRole('button', { name: 'Resume all' }));
  expect(resumes(callsOf)).toEqual([{ resume: { 'i-city': 'Oslo', 'i-name': 'Ada' } }]);
});

test('forgets the interrupts of a checkpoint that was gone back from', () => {
  inspect({ rows: [row(1), row(2, { source: 'update' })], tasks: [asking('ask', 'Where?')] });
  render(<Interrupts />);
  expect(screen.queryByRole('article')).toBeNull();
});
