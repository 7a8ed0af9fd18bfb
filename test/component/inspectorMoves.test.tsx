import { act, cleanup, render, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { Json, ValueRef } from '../../core/protocol/model.ts';
import { Inspector } from '../../renderer/inspector/Inspector.tsx';
import { inspect, levelOf, row } from '../helpers/inspected.ts';
import { giveLayout } from '../helpers/layout.ts';

vi.mock(
  '../../renderer/inspector/editors/CodeEditor.tsx',
  () => import('../helpers/plainEditors.tsx'),
);
giveLayout();
afterEach(cleanup);

/** An inspector of checkpoint `c1`; what is read is answered when the test says so. */
function inspectWhileRead() {
  const waiting = new Map<string, () => void>();
  const answered = async <T,>(ref: unknown, answer: T): Promise<T> => {
    const { checkpoint_id } = ref as ValueRef;
    await new Promise<void>((resolve) => waiting.set(checkpoint_id, resolve));
    return answer;
  };
  const messagesOf = (ref: unknown): Json => [
    { type: 'human', content: `Said at ${(ref as ValueRef).checkpoint_id}`, id: 'm1' },
  ];
  const stateOf = (ref: unknown): Json => ({
    topic: `of ${(ref as ValueRef).checkpoint_id}`,
    messages: messagesOf(ref),
  });
  const { store, callsOf } = inspect({
    rows: [row(1)],
    answers: {
      readValue: ({ ref, path }) =>
        answered(ref, levelOf(path.length === 0 ? stateOf(ref) : messagesOf(ref))),
      readWhole: ({ ref }) => answered(ref, messagesOf(ref)),
    },
  });
  return {
    /** Waits for a read of a checkpoint, and has it answered. */
    answer: async (checkpoint: string) => {
      await waitFor(() => expect(waiting.has(checkpoint)).toBe(true));
      const resolve = waiting.get(checkpoint);
      waiting.delete(checkpoint);
      await act(async () => resolve?.());
    },
    asked: () =>
      callsOf('readValue').map((params) => (params as { ref: ValueRef }).ref.checkpoint_id),
    /** The run goes on to `step`. */
    step: (step: number) =>
      act(() =>
        store.setState(({ rows }) => ({
          rows: { t: { ...rows['t'], [`#c${step}`]: row(step) } },
        })),
      ),
    toThread: (threadId: string) =>
      act(() =>
        store.setState(({ rows }) => ({
          threadId,
          rows: { ...rows, [threadId]: { '#c9': { ...row(9), thread_id: threadId } } },
        })),
      ),
  };
}

const state = () => screen.getByRole('tree', { name: 'State' });

test('keeps the state of the step before until the next is read', async () => {
  const { answer, step } = inspectWhileRead();
  render(<Inspector />);
  expect(state().textContent).toContain('Reading…');
  await answer('c1');
  expect(state().textContent).toContain('of c1');

  step(2);
  expect(state().textContent).toContain('of c1');
  expect(state().getAttribute('aria-busy')).toBe('true');
  await answer('c2');
  expect(state().textContent).toContain('of c2');
  expect(state().getAttribute('aria-busy')).toBe('false');
});

test('follows a run of more steps than can be read: one is read at a time, then the newest', async () => {
  const { answer, asked, step } = inspectWhileRead();
  render(<Inspector />);
  await answer('c1');
  for (const at of [2, 3, 4, 5]) step(at);
  expect(asked()).toEqual(['c1', 'c2']);
  await answer('c2');
  expect(state().textContent).toContain('of c2');
  expect(asked()).toEqual(['c1', 'c2', 'c5']);
  await answer('c5');
  expect(state().textContent).toContain('of c5');
});

test('shows nothing of one thread while another is read', async () => {
  const { answer, toThread } = inspectWhileRead();
  render(<Inspector />);
  await answer('c1');
  toThread('other');
  expect(state().textContent).toContain('Reading…');
  expect(state().textContent).not.toContain('of c1');
  await answer('c9');
  expect(state().textContent).toContain('of c9');
});

test('keeps the messages of the step before until the next are read', async () => {
  const { answer, step } = inspectWhileRead();
  render(<Inspector />);
  await userEvent.click(screen.getByRole('tab', { name: 'Messages' }));
  const chat = () => screen.queryByRole('list', { name: 'Messages' })?.textContent;
  await answer('c1');
  await answer('c1');
  await waitFor(() => expect(chat()).toContain('Said at c1'));
  step(2);
  await answer('c2');
  expect(chat()).toContain('Said at c1');
  await answer('c2');
  await waitFor(() => expect(chat()).toContain('Said at c2'));
});

test('keeps the difference of the step before, and says which, until the next is read', async () => {
  const { answer, step } = inspectWhileRead();
  render(<Inspector />);
  await userEvent.click(screen.getByRole('tab', { name: 'Diff' }));
  const shown = () =>
    screen.queryByRole<HTMLTextAreaElement>('textbox', { name: 'Changes, after' })?.value;
  await answer('c1');
  await answer('c1');
  await waitFor(() => expect(shown()).toContain('Said at c1'));
  step(2);
  await answer('c2');
  expect(shown()).toContain('Said at c1');
  expect(screen.getByText(/^The first checkpoint/)).toBeTruthy();
  await answer('c2');
  await waitFor(() => expect(shown()).toContain('Said at c2'));
  expect(screen.getByText(/^Step 1 → step 2/)).toBeTruthy();
});
