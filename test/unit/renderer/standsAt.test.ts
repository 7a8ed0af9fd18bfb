import { describe, expect, test } from 'vitest';
import type { CheckpointRow, TaskInfo } from '../../../core/protocol/model.ts';
import { checkpointKey } from '../../../renderer/store/selectors.ts';
import { standsAt } from '../../../renderer/store/standsAt.ts';
import { task } from '../../helpers/stored.ts';

const place = (checkpoint_id: string, checkpoint_ns = '') => ({ checkpoint_id, checkpoint_ns });

const rowsOf = (...places: ReturnType<typeof place>[]) =>
  Object.fromEntries(
    places.map((one): [string, CheckpointRow] => [
      checkpointKey(one),
      {
        ...one,
        thread_id: 't',
        step: 0,
        source: 'loop',
        next: [],
        changed: [],
        size: 0,
        created_at: '',
      },
    ]),
  );

const called = (id: string, from: ReturnType<typeof place>, status: TaskInfo['status']) => ({
  [id]: task(id, { ...from, status }),
});

describe('a thread stands', () => {
  test('at its newest checkpoint, and at no other', () => {
    const rows = rowsOf(place('1'), place('2'), place('3', 'sub:x'));
    expect(standsAt(rows, {}, place('2'))).toBe(true);
    expect(standsAt(rows, {}, place('1'))).toBe(false);
  });

  test.each(['sub:x', 'sub:x|1'])('in a subgraph that is not done: %s', (ns) => {
    const rows = rowsOf(place('1'), place('2', ns), place('3', ns));
    const tasks = called('x', place('1'), 'interrupted');
    expect(standsAt(rows, tasks, place('3', ns))).toBe(true);
    expect(standsAt(rows, tasks, place('2', ns))).toBe(false);
    expect(standsAt(rows, called('x', place('1'), 'done'), place('3', ns))).toBe(false);
    expect(standsAt(rows, {}, place('3', ns))).toBe(false);
  });

  test('in a subgraph of a subgraph, as long as all around it stands there', () => {
    const rows = rowsOf(place('1'), place('2', 'a:x'), place('3', 'a:x|b:y'));
    const tasks = {
      ...called('x', place('1'), 'interrupted'),
      ...called('y', place('2', 'a:x'), 'interrupted'),
    };
    const inside = place('3', 'a:x|b:y');
    expect(standsAt(rows, tasks, inside)).toBe(true);
    // It was forked before the subgraph was done.
    expect(standsAt({ ...rows, ...rowsOf(place('4')) }, tasks, inside)).toBe(false);
    expect(standsAt({ ...rows, ...rowsOf(place('4', 'a:x')) }, tasks, inside)).toBe(false);
  });
});
