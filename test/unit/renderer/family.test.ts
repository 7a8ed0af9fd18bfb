import { expect, test } from 'vitest';
import type { CheckpointRow, ThreadInfo } from '../../../core/protocol/model.ts';
import { familyOf, mergeFamily, mergeTasks } from '../../../renderer/timeline/family.ts';
import { row, task, thread } from '../../helpers/inspected.ts';

const at = (thread_id: string) => ({ thread_id, checkpoint_id: 'c1', checkpoint_ns: '' });
const named = (thread_id: string, origin?: string): ThreadInfo => ({
  ...thread,
  thread_id,
  title: thread_id,
  ...(origin !== undefined && { origin: at(origin) }),
});
const threadsOf = (...all: ThreadInfo[]) =>
  Object.fromEntries(all.map((one) => [one.thread_id, one]));
const rowsOf = (...all: CheckpointRow[]) =>
  Object.fromEntries(all.map((one) => [`${one.checkpoint_ns}#${one.checkpoint_id}`, one]));
const ids = (all: ThreadInfo[]) => all.map(({ thread_id }) => thread_id);

test('branches of branches are one family, whichever of them is shown', () => {
  const threads = threadsOf(named('a'), named('b', 'a'), named('c', 'b'), named('x'));
  for (const id of ['a', 'b', 'c']) expect(ids(familyOf(threads, id))).toEqual(['a', 'b', 'c']);
  expect(ids(familyOf(threads, 'x'))).toEqual([]);
});

test('the branches of a thread that was deleted stay together', () => {
  const threads = threadsOf(named('b', 'gone'), named('c', 'gone'));
  expect(ids(familyOf(threads, 'c'))).toEqual(['b', 'c']);
});

test('threads that say they began as each other end the search', () => {
  const threads = threadsOf(named('a', 'b'), named('b', 'a'));
  expect(ids(familyOf(threads, 'a'))).toContain('a');
});

test('what both have is that of the thread shown; all heads are marked', () => {
  const [a, b] = [named('a'), named('b', 'a')];
  const ofA = rowsOf(row(0), row(1), row(2));
  const ofB = rowsOf(
    row(0, { thread_id: 'b' }),
    row(1, { thread_id: 'b' }),
    row(3, { thread_id: 'b', parent_checkpoint_id: 'c1' }),
  );
  const { rows, heads } = mergeFamily({ thread: b, rows: ofB }, [{ thread: a, rows: ofA }]);
  const owners = rows.map(({ checkpoint_id, thread_id }) => `${checkpoint_id} ${thread_id}`);
  expect(owners.toSorted()).toEqual(['c0 b', 'c1 b', 'c2 t', 'c3 b']);
  expect([...heads].map(([key, all]) => [key, ids(all)])).toEqual([
    ['#c3', ['b']],
    ['#c2', ['a']],
  ]);
});

test('two threads may stand at one checkpoint', () => {
  const [a, b] = [named('a'), named('b', 'a')];
  const rows = rowsOf(row(0), row(1));
  const { heads } = mergeFamily({ thread: a, rows }, [{ thread: b, rows }]);
  expect(ids(heads.get('#c1') ?? [])).toEqual(['a', 'b']);
});

test('a task that two threads have is the one of the thread shown, and the other is kept', () => {
  const ours = task('x', { thread_id: 'b', status: 'next' });
  const theirs = task('x', { thread_id: 'a', status: 'done' });
  const all = mergeTasks({ x: ours }, [{ x: theirs, y: task('y', { thread_id: 'a' }) }]);
  expect(all['x']).toBe(ours);
  expect(Object.values(all).map(({ thread_id, id }) => `${thread_id} ${id}`)).toEqual([
    'b x',
    'a x',
    'a y',
  ]);
});

test('a thread by itself has no marks', () => {
  const { rows, heads } = mergeFamily({ thread: named('a'), rows: rowsOf(row(0)) }, []);
  expect(rows).toHaveLength(1);
  expect(heads.size).toBe(0);
});
