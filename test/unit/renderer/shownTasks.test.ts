import { expect, test } from 'vitest';
import { shownTasks } from '../../../renderer/store/shownTasks.ts';
import { checkpoint, task } from '../../helpers/stored.ts';

const { thread_id, checkpoint_id, checkpoint_ns } = checkpoint('c1');
const row = {
  thread_id,
  checkpoint_id,
  checkpoint_ns,
  step: 0,
  source: 'loop' as const,
  next: [],
  changed: [],
  size: 0,
  created_at: '',
};

test('below a task are those of each call of its subgraphs, and what it called itself', () => {
  const inside = (id: string, ns: string) =>
    task(id, { checkpoint_id: id, checkpoint_ns: ns, task_ns: `${ns}|node:${id}` });
  const all = [
    task('a', { task_ns: 'node:a' }),
    inside('first', 'node:a'),
    inside('second', 'node:a|1'),
    inside('deep', 'node:a|1|node:second'),
    task('called', { caller_id: 'a', task_ns: 'node:called' }),
    task('b', { task_ns: 'node:b' }),
    task('other', { checkpoint_id: 'c2', task_ns: 'node:other' }),
  ];
  const shown = shownTasks(Object.fromEntries(all.map((one) => [one.id, one])), row);
  expect(shown.map(({ task: { id }, depth }) => `${depth} ${id}`)).toEqual([
    '0 a',
    '1 called',
    '1 first',
    '1 second',
    '2 deep',
    '0 b',
  ]);
});
