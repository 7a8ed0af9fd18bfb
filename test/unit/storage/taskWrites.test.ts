import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../../core/storage/database.ts';
import { branchThread } from '../../../core/storage/structure/branch.ts';
import { compactId } from '../../../core/storage/structure/compactId.ts';
import { findCheckpoint, readWrites } from '../../../core/storage/structure/stored.ts';
import { createWriter } from '../../../core/storage/structure/writer.ts';
import { dataDir } from '../../helpers/dataDir.ts';

const key = { thread_id: 't', checkpoint_ns: '', checkpoint_id: 'c1' };
const taskOf = (i: number) => `1f1eb655-71f2-5840-a70a-${String(i).padStart(12, '0')}`;

function opened() {
  const db = openDatabase(dataDir(), 1000);
  onTestFinished(() => db.close());
  const writer = createWriter(db, JSON.stringify);
  db.transaction(() =>
    writer.put({
      ...key,
      state: { v: 4, channel_values: {}, channel_versions: {}, versions_seen: {} },
      created_at: '',
      metadata: '{}',
      step: 0,
      source: 'loop',
      changed: [],
    }),
  );
  const write = (task_id: string, idx: number, value: unknown) =>
    writer.putWrites({
      ...key,
      task_id,
      task_path: `path of ${task_id}`,
      writes: [{ idx, channel: 'n', value, path: 'n' }],
    });
  const rows = () =>
    db.all<{ task: string | Uint8Array }>('SELECT task FROM task_write ORDER BY seq');
  const read = (thread_id = 't') => {
    const stored = findCheckpoint(db, thread_id, '', 'c1');
    return stored
      ? readWrites(db, stored).map(({ task_id, task_path, write: [idx, , ref] }) => {
          expect(task_path).toBe(`path of ${task_id}`);
          return [task_id, idx, ref];
        })
      : [];
  };
  return { db, write, rows, read };
}

test('what tasks write in one transaction is one row, that of one task its own', () => {
  const { db, write, rows, read } = opened();
  db.transaction(() => [0, 1, 2].forEach((i) => write(taskOf(i), 0, i)));
  db.transaction(() => write(taskOf(3), 0, 3));
  expect(rows().map(({ task }) => task)).toEqual(['', compactId(taskOf(3))]);
  expect(read()).toEqual([0, 1, 2, 3].map((i) => [taskOf(i), 0, String(i)]));
});

test('a great many are several rows', () => {
  const { db, write, rows, read } = opened();
  db.transaction(() => Array.from({ length: 600 }, (_, i) => write(taskOf(i), 0, i)));
  expect(rows()).toHaveLength(3);
  expect(read()).toHaveLength(600);
});

test('they are read before they are committed, and gone when they never are', () => {
  const { db, write, rows, read } = opened();
  const failing = () =>
    db.transaction(() => {
      write(taskOf(1), 0, 1);
      write(taskOf(2), 0, 2);
      expect(read()).toHaveLength(2);
      write(taskOf(3), 0, 3);
      throw new Error('no');
    });
  expect(failing).toThrow('no');
  expect(rows()).toEqual([]);
  db.begin();
  write(taskOf(4), 0, 4);
  db.rollback();
  db.transaction(() => write(taskOf(5), 0, 5));
  expect(read()).toEqual([[taskOf(5), 0, '5']]);
});

test('what a transaction inside another one leaves behind when it fails goes with it', () => {
  const { db, write, read } = opened();
  db.transaction(() => {
    write(taskOf(1), 0, 1);
    const inner = () =>
      db.transaction(() => {
        write(taskOf(2), 0, 2);
        throw new Error('no');
      });
    expect(inner).toThrow('no');
    write(taskOf(3), 0, 3);
  });
  expect(read().map(([task]) => task)).toEqual([taskOf(1), taskOf(3)]);
});

test('of one index the first counts, in whichever row; of a negative one the last', () => {
  const { db, write, read } = opened();
  db.transaction(() => {
    write(taskOf(1), 0, 'first');
    write(taskOf(1), 0, 'second');
    write(taskOf(1), -1, 'first');
    write(taskOf(2), 0, 'other');
  });
  db.transaction(() => {
    write(taskOf(2), 0, 'later');
    write(taskOf(1), -1, 'last');
  });
  expect(read()).toEqual([
    [taskOf(1), -1, '"last"'],
    [taskOf(1), 0, '"first"'],
    [taskOf(2), 0, '"other"'],
  ]);
});

test('a branch takes of a row of several what it keeps', () => {
  const { db, write, read } = opened();
  db.transaction(() => [0, 1, 2].forEach((i) => write(taskOf(i), 0, i)));
  db.transaction(() => branchThread(db, { from: key, to: 'branch', dropWrites: [taskOf(1)] }));
  expect(read('branch').map(([task]) => task)).toEqual([taskOf(0), taskOf(2)]);
  expect(read()).toHaveLength(3);
});

test('a list of one long element is written as the number of its datum, and read as its text', () => {
  const { db, write, read } = opened();
  const list = [{ text: 'long '.repeat(40) }];
  db.transaction(() => write(taskOf(1), 0, list));
  db.transaction(() => [2, 3].forEach((i) => write(taskOf(i), 0, list)));
  const texts = db.all<{ writes: string }>('SELECT writes FROM task_write ORDER BY seq');
  const { id } = db.get<{ id: number }>('SELECT id FROM datum') ?? { id: 0 };
  const several = [2, 3].map((i) => [taskOf(i), `path of ${taskOf(i)}`, [[0, 'n', [id]]]]);
  expect(texts.map(({ writes }) => JSON.parse(writes) as unknown)).toEqual([
    [[0, 'n', [id]]],
    several,
  ]);
  expect(read().map(([, , ref]) => ref)).toEqual(Array(3).fill(`[\u0001${id}\u0001]`));
});

test('a task without an id is told from several', () => {
  const { db, write, read } = opened();
  db.transaction(() => write('', 0, 1));
  expect(read()).toEqual([['', 0, '1']]);
});
