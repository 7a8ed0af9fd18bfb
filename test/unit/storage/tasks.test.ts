import { expect, test } from 'vitest';
import { mergeTask } from '../../../core/protocol/mergeTask.ts';
import { storageFor } from '../../helpers/storage.ts';
import { task } from '../../helpers/stored.ts';

const failure = { name: 'Error', message: 'no', stack: 'Error: no\n  at agent (agent.ts:3)' };

test('a later report with less keeps what was known', () => {
  const known = task('1', {
    status: 'error',
    error: failure,
    started_at: 'a',
    duration: 12,
    run_id: 'r',
  });
  const later = task('1', { status: 'error', error: { name: 'Error', message: 'no' } });
  expect(mergeTask(known, later)).toEqual(known);
  expect(mergeTask(known, task('1', { status: 'next' }))).toEqual({ ...known, status: 'next' });
});

test('another failure replaces the one that was known', () => {
  const known = task('1', { status: 'error', error: failure });
  const later = task('1', { status: 'error', error: { name: 'TypeError', message: 'other' } });
  expect(mergeTask(known, later).error).toEqual({ name: 'TypeError', message: 'other' });
});

test('a retry starts anew: failure and duration are of the earlier try', () => {
  const known = task('1', { status: 'error', error: failure, started_at: 'a', duration: 12 });
  const again = mergeTask(known, task('1', { status: 'running', started_at: 'b', attempt: 2 }));
  expect(again).toEqual(task('1', { status: 'running', started_at: 'b', attempt: 2 }));
});

test('a hold is over when a later report has none', () => {
  const known = task('1', { status: 'held', hold: { hold_id: 'h', when: 'before' } });
  expect(mergeTask(known, task('1', { status: 'running' }))).not.toHaveProperty('hold');
});

test('lists oldest first, by thread or by checkpoint', () => {
  const { tasks } = storageFor();
  tasks.record([
    task('b'),
    task('a', { checkpoint_id: 'c2' }),
    task('c', { checkpoint_ns: 'sub:1' }),
  ]);
  tasks.record([task('b', { status: 'done' }), task('z', { thread_id: 'other' })]);
  expect(tasks.list('t').map(({ id, status }) => [id, status])).toEqual([
    ['b', 'done'],
    ['a', 'running'],
    ['c', 'running'],
  ]);
  expect(tasks.list('t', 'c1').map(({ id }) => id)).toEqual(['b', 'c']);
  expect(tasks.list('t', 'c1', '').map(({ id }) => id)).toEqual(['b']);
});

test('tasks of equal ids in two threads are two', () => {
  const { tasks } = storageFor();
  tasks.record([task('1', { status: 'done' }), task('1', { thread_id: 'clone' })]);
  expect(tasks.list('t')).toMatchObject([{ status: 'done' }]);
  expect(tasks.list('clone')).toMatchObject([{ status: 'running' }]);
});

test('what ran when the runner died is cancelled', () => {
  const { tasks } = storageFor();
  const hold = { hold_id: 'h', when: 'before' as const };
  tasks.record([
    task('1', { status: 'done' }),
    task('2'),
    task('3', { status: 'held', hold }),
    task('4', { status: 'error', error: failure }),
  ]);
  expect(tasks.cancelRunning('t').map(({ id, status }) => [id, status])).toEqual([
    ['2', 'cancelled'],
    ['3', 'cancelled'],
  ]);
  expect(tasks.cancelRunning('t')).toEqual([]);
  expect(tasks.list('t')[2]).not.toHaveProperty('hold');
});
