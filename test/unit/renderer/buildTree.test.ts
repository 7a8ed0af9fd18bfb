import { expect, test } from 'vitest';
import type { CheckpointRow, TaskInfo } from '../../../core/protocol/model.ts';
import { buildTree } from '../../../renderer/timeline/buildTree.ts';
import { rowName, whatMade } from '../../../renderer/timeline/rowText.ts';

const open: ReadonlySet<string> = new Set();

function row(checkpoint_id: string, parent?: string, more: Partial<CheckpointRow> = {}) {
  return {
    thread_id: 't',
    checkpoint_ns: '',
    checkpoint_id,
    ...(parent !== undefined && { parent_checkpoint_id: parent }),
    step: 0,
    source: 'loop',
    next: [],
    changed: [],
    size: 1,
    created_at: '2026-01-01T00:00:00.000Z',
    ...more,
  } satisfies CheckpointRow;
}

function task(id: string, name: string, from: CheckpointRow): TaskInfo {
  return {
    id,
    name,
    node: name,
    thread_id: 't',
    checkpoint_id: from.checkpoint_id,
    checkpoint_ns: from.checkpoint_ns,
    task_ns: `${name}:${id}`,
    status: 'done',
    triggers: [],
    path: [],
    attempt: 1,
    interrupts: [],
  };
}

const tasksOf = (...tasks: TaskInfo[]) => Object.fromEntries(tasks.map((one) => [one.id, one]));
/** Id, level and lane of each line, as drawn from the top. */
const drawn = (rows: CheckpointRow[], tasks = {}, closed = open) =>
  buildTree(rows, tasks, closed).map(
    ({ row, level, lanes }) => `${row.checkpoint_id} ${level} ${lanes.at(-1)?.at}`,
  );

test('a run is one flat line, newest first', () => {
  const rows = [row('1'), row('2', '1'), row('3', '2')];
  expect(drawn(rows)).toEqual(['3 1 0', '2 1 0', '1 1 0']);
});

test('the line of the head keeps lane 0; what it forked from lies beside it', () => {
  const rows = [
    row('1'),
    row('2', '1'),
    row('3', '2'),
    row('4', '3'),
    row('5', '2'),
    row('6', '5'),
  ];
  expect(drawn(rows)).toEqual(['6 1 0', '5 1 0', '4 1 1', '3 1 1', '2 1 0', '1 1 0']);
  const lanes = buildTree(rows, {}, open).map((one) => one.lanes[0]);
  expect(lanes[2]).toMatchObject({ at: 1, up: false, down: true, through: [0], width: 2 });
  expect(lanes[4]).toMatchObject({ at: 0, up: true, joins: [1], through: [] });
});

test('a fork of a fork takes the next lane, and lanes that ended are taken again', () => {
  const rows = [row('1'), row('2', '1'), row('3', '1'), row('4', '1'), row('5', '4')];
  expect(drawn(rows)).toEqual(['5 1 0', '4 1 0', '3 1 1', '2 1 2', '1 1 0']);
  const apart = [row('1'), row('2', '1'), row('3', '1'), row('4', '3'), row('5', '3')];
  expect(drawn(apart)).toEqual(['5 1 0', '4 1 1', '3 1 0', '2 1 1', '1 1 0']);
});

test('the line of the thread shown keeps lane 0, whatever is newer', () => {
  const inB = { thread_id: 'b' };
  const own = [row('1'), row('2', '1'), row('3', '2')];
  const rows = [...own, row('4', '1', inB), row('5', '4', inB), row('6', '3', inB)];
  const tree = buildTree(rows, {}, open, 't');
  expect(tree.map((one) => `${one.row.checkpoint_id} ${one.lanes[0]?.at}`)).toEqual([
    '6 1',
    '5 2',
    '4 2',
    '3 0',
    '2 0',
    '1 0',
  ]);
  // Nothing passes by where the line has not begun; what goes on from its end joins it there.
  expect(tree.map((one) => one.lanes[0]?.through)).toEqual([[], [1], [1], [2], [2], []]);
  expect(tree[3]?.lanes[0]).toMatchObject({ up: false, down: true, joins: [1] });
  expect(tree[5]?.lanes[0]).toMatchObject({ up: true, down: false, joins: [2] });
});

test('the order in which rows arrive changes nothing', () => {
  const rows = [row('1'), row('2', '1'), row('3', '2'), row('4', '1'), row('5', '4')];
  const once = drawn(rows);
  expect(drawn(rows.toReversed())).toEqual(once);
  expect(drawn([3, 0, 4, 2, 1].map((index) => rows[index] as CheckpointRow))).toEqual(once);
});

test('a parent that is not there ends the line', () => {
  const [first] = buildTree([row('7', 'gone')], {}, open);
  expect(first?.lanes[0]).toMatchObject({ at: 0, up: false, down: false });
});

test('a subgraph is nested under the checkpoint whose task called it', () => {
  const root = [
    row('10', undefined, { source: 'input', step: -1 }),
    row('20', '10'),
    row('40', '20', { step: 1 }),
  ];
  const inner = [row('31', undefined, { checkpoint_ns: 'sub:x' })];
  inner.push(row('32', '31', { checkpoint_ns: 'sub:x' }));
  const deep = row('33', undefined, { checkpoint_ns: 'sub:x|deep:y' });
  const tasks = tasksOf(
    task('x', 'sub', root[1] as CheckpointRow),
    task('y', 'deep', inner[1] as CheckpointRow),
  );
  const all = [deep, ...inner, ...root];
  expect(drawn(all, tasks)).toEqual(['40 1 0', '20 1 0', '32 2 0', '33 3 0', '31 2 0', '10 1 0']);

  const tree = buildTree(all, tasks, open);
  expect(tree[1]).toMatchObject({ childCount: 2 });
  expect(tree.slice(0, 2).map((one) => whatMade(one, tasks))).toEqual(['sub', 'start']);
  expect(tree[3]).toMatchObject({ path: ['sub', 'deep'], parent: 'sub:x#32' });
  // The root's line passes beside what is nested in it.
  expect(tree[2]?.lanes.map(({ through }) => through)).toEqual([[0], []]);
});

test('closing a checkpoint leaves out all that is nested in it', () => {
  const root = [row('10'), row('40', '10')];
  const inner = row('31', undefined, { checkpoint_ns: 'sub:x' });
  const tasks = tasksOf(task('x', 'sub', root[0] as CheckpointRow));
  expect(drawn([...root, inner], tasks, new Set(['#10']))).toEqual(['40 1 0', '10 1 0']);
  expect(buildTree([...root, inner], tasks, new Set(['#10']))[1]?.childCount).toBe(1);
});

test('a subgraph whose task is not known yet hangs under the newest checkpoint before it', () => {
  const rows = [row('10'), row('20', '10'), row('25', undefined, { checkpoint_ns: 'sub:x' })];
  rows.push(row('30', '20'));
  expect(drawn(rows)).toEqual(['30 1 0', '20 1 0', '25 2 0', '10 1 0']);
});

test('a subgraph called twice by one task keeps its name', () => {
  const rows = [row('10'), row('25', undefined, { checkpoint_ns: 'sub:x|1' })];
  expect(buildTree(rows, {}, open)[1]).toMatchObject({ level: 2, path: ['sub'] });
});

test('ten thousand rows with a fork every hundred', () => {
  const id = (number: number) => String(number).padStart(6, '0');
  const rows = Array.from({ length: 10_000 }, (_, index) => {
    const parent = index % 100 === 99 ? index - 50 : index - 1;
    return row(id(index), index === 0 ? undefined : id(parent));
  });
  const tree = buildTree(rows, {}, open);
  expect(tree).toHaveLength(10_000);
  expect(tree[0]?.row.checkpoint_id).toBe('009999');
  expect(tree.at(-1)?.row.checkpoint_id).toBe('000000');
  expect(tree.filter(({ lanes }) => (lanes[0]?.joins.length ?? 0) > 0)).toHaveLength(100);
  expect(tree[0]?.lanes[0]?.width).toBe(2);
});

test('what made a checkpoint is what ran in its own thread', () => {
  const first = row('1');
  const rows = [first, row('2', '1', { step: 1 }), row('3', '1', { step: 1, thread_id: 'b' })];
  const ran = task('x', 'first', first);
  const other = { ...task('y', 'again', first), thread_id: 'b' };
  const waiting: TaskInfo = { ...ran, thread_id: 'b', status: 'next' };
  const tasks = { x: waiting, 't x': ran, y: other };
  const made = rows.map((one) => whatMade({ row: one, before: first }, tasks));
  expect(made).toEqual(['', 'first', 'again']);
});

test('nothing is said of what made a checkpoint where steps before it were not saved', () => {
  const rows = [row('1', undefined, { step: 2 }), row('2', '1', { step: 6 })];
  const tasks = tasksOf(task('x', 'first', rows[0] as CheckpointRow));
  expect(buildTree(rows, tasks, open).map((one) => whatMade(one, tasks))).toEqual(['', '']);
});

test('the name of what is in another thread begins with its title', () => {
  expect(rowName({ row: row('1'), path: [] }, 'Thread 1')).toBe('Thread 1: Step 0, loop, end');
});

test('names say step, source and next nodes', () => {
  const name = (more: Partial<CheckpointRow>, path: string[] = []) =>
    rowName({ row: row('1', undefined, more), path });
  expect(name({ step: 2, next: ['ask_human'] })).toBe('Step 2, loop, next ask_human');
  expect(name({ step: 3, source: 'update', asNode: 'a', next: ['b', 'c'], flag: 'error' })).toBe(
    'Step 3, update as a, next b, c, error',
  );
  expect(name({ step: 1 }, ['sub'])).toBe('Step 1, loop, end, in sub');
});
