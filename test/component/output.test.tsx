import { act, cleanup, render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, test } from 'vitest';
import type { OutputLine } from '../../core/protocol/model.ts';
import { Output } from '../../renderer/output/Output.tsx';
import { applyEvents } from '../../renderer/store/applyEvent.ts';
import { inspect } from '../helpers/inspected.ts';
import { giveLayout } from '../helpers/layout.ts';

giveLayout();
afterEach(cleanup);

let seq = 0;
const line = (text: string, more: Partial<OutputLine> = {}): OutputLine => ({
  seq: (seq += 1),
  stream: 'stdout',
  text,
  at: '2026-01-01T10:00:00Z',
  ...more,
});

function show(lines: OutputLine[]) {
  const inspected = inspect({ answers: { clearOutput: async () => {} } });
  inspected.store.setState({ output: { s: lines }, seq: 0 });
  render(<Output />);
  return inspected;
}

const log = () => screen.getByRole('log', { name: 'Output' });

test('a line tells the node that printed it, and leads to it', async () => {
  const { store } = show([line('hello', { task: { id: 'x', node: 'sub:tools' } })]);
  await userEvent.click(within(log()).getByRole('button', { name: 'sub:tools' }));
  expect(store.getState().node).toBe('sub:tools');
});

test('streams are told apart', () => {
  show([line('out'), line('bad', { stream: 'stderr' }), line('ours', { stream: 'retrograph' })]);
  const streams = ['out', 'bad', 'ours'].map((text) =>
    screen.getByText(text).closest('[data-stream]')?.getAttribute('data-stream'),
  );
  expect(streams).toEqual(['stdout', 'stderr', 'retrograph']);
});

test('the filter looks at texts without their colours, and at nodes', async () => {
  show([
    line('an \u001B[31mapple\u001B[0m pie'),
    line('bread'),
    line('soup', { task: { id: 'x', node: 'pieMaker' } }),
  ]);
  await userEvent.type(screen.getByRole('textbox', { name: 'Filter output' }), 'APPLE PIE');
  expect(log().textContent).toContain('apple');
  expect(log().textContent).not.toContain('bread');
  await userEvent.clear(screen.getByRole('textbox', { name: 'Filter output' }));
  await userEvent.type(screen.getByRole('textbox', { name: 'Filter output' }), 'piemaker');
  expect(log().textContent).toContain('soup');
  await userEvent.type(screen.getByRole('textbox', { name: 'Filter output' }), '?');
  expect(log().textContent).toContain('No line matches');
});

test('new lines are added once, whatever arrives twice', () => {
  const known = line('known');
  const { store } = show([known]);
  const event = { seq: 1, type: 'output' as const, sessionId: 's', lines: [known, line('new')] };
  act(() => applyEvents(store, [event]));
  expect(screen.getAllByText('known')).toHaveLength(1);
  expect(screen.getAllByText('new')).toHaveLength(1);
});

test('Clear empties it here and in core', async () => {
  const { callsOf } = show([line('gone')]);
  await userEvent.click(screen.getByRole('button', { name: 'Clear output' }));
  expect(await screen.findByText('Nothing printed yet')).toBeTruthy();
  expect(callsOf('clearOutput')).toEqual([{ sessionId: 's' }]);
});
