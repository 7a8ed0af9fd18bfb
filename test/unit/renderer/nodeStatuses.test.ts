import { describe, expect, test } from 'vitest';
import type { CheckpointRow, TaskInfo } from '../../../core/protocol/model.ts';
import { statusesAt } from '../../../renderer/store/nodeStatuses.ts';
import { checkpointKey } from '../../../renderer/store/selectors.ts';

const row = (id: string, parent?: string, source: CheckpointRow['source'] = 'loop', ns = '') =>
  ({
    thread_id: 't',
    checkpoint_ns: ns,
    checkpoint_id: id,
    parent_checkpoint_id: parent,
    step: 0,
    source,
    next: [],
    changed: [],
    size: 0,
    created_at: '',
  }) satisfies CheckpointRow;

const task = (id: string, node: string, from: string, status: TaskInfo['status'], ns = '') =>
  ({
    id,
    name: node,
    node,
    thread_id: 't',
    checkpoint_id: from,
    checkpoint_ns: ns,
    task_ns: '',
    status,
    triggers: [],
    path: [],
    attempt: 1,
    interrupts: [],
  }) satisfies TaskInfo;

const rows = Object.fromEntries(
  [
    row('1', undefined, 'input'),
    row('2', '1'),
    row('3', '2'),
    row('4', '3', 'input'),
    row('5', '4'),
  ].map((one) => [checkpointKey(one), one]),
);
const byId = (...tasks: TaskInfo[]) => Object.fromEntries(tasks.map((one) => [one.id, one]));

describe('statuses at a moment', () => {
  test('the head shows what ran since the last input, and not what ran for an earlier one', () => {
    const tasks = byId(
      task('a', 'old', '2', 'done'),
      task('b', 'agent', '4', 'done'),
      task('c', 'tools', '5', 'next'),
    );
    expect(statusesAt(rows, tasks, rows['#5'], true)).toEqual({ agent: 'done', tools: 'next' });
  });

  test('a past moment shows its tasks as next, though they have run since', () => {
    const tasks = byId(task('a', 'agent', '1', 'done'), task('b', 'tools', '2', 'done'));
    expect(statusesAt(rows, tasks, rows['#2'], false)).toEqual({ agent: 'done', tools: 'next' });
  });

  test('an error of the past stays an error', () => {
    const tasks = byId(task('a', 'agent', '2', 'error'));
    expect(statusesAt(rows, tasks, rows['#2'], false)).toEqual({ agent: 'error' });
  });

  test('a fork does not inherit what ran on the other line', () => {
    const forked = { ...rows, '#6': row('6', '1', 'update') };
    const tasks = byId(task('a', 'agent', '1', 'done'), task('b', 'tools', '2', 'done'));
    expect(statusesAt(forked, tasks, forked['#6'], true)).toEqual({ agent: 'done' });
  });

  test('an update as a node stands in for its task; what it left behind is not shown', () => {
    const edited = { ...row('6', '5', 'update'), asNode: 'ask' };
    const forked = { ...rows, '#6': edited };
    const tasks = byId(
      task('a', 'agent', '4', 'done'),
      task('b', 'ask', '5', 'next'),
      task('c', 'other', '5', 'error'),
    );
    expect(statusesAt(forked, tasks, edited, true)).toEqual({ agent: 'done', ask: 'done' });
  });

  test('tasks of a subgraph count with the task they lie below', () => {
    const tasks = byId(
      task('sub1', 'sub', '5', 'running'),
      task('x', 'sub:inner', 's1', 'running', 'sub:sub1'),
      task('y', 'sub:inner', 's0', 'error', 'sub:other'),
    );
    expect(statusesAt(rows, tasks, rows['#5'], true)).toEqual({
      sub: 'running',
      'sub:inner': 'running',
    });
  });

  test('a node that ran twice shows the more urgent', () => {
    const tasks = byId(task('a', 'agent', '4', 'done'), task('b', 'agent', '5', 'interrupted'));
    expect(statusesAt(rows, tasks, rows['#5'], true)).toEqual({ agent: 'interrupted' });
  });
});
