import { expect, test } from 'vitest';
import { openDatabaseFile, type Database } from '../../../core/storage/database.ts';
import { lightRow, lightRows } from '../../../core/storage/structure/lightRows.ts';
import { createSerializedReader } from '../../../core/storage/structure/serialized.ts';
import { findCheckpoint, listCheckpoints } from '../../../core/storage/structure/stored.ts';
import { createWriter } from '../../../core/storage/structure/writer.ts';
import { stateOf, write } from '../../helpers/structureMemory.ts';

/** The same database; `asked` gets every statement. */
const listening = (db: Database, asked: Set<string>): Database => ({
  ...db,
  all: (sql, ...values) => (asked.add(sql), db.all(sql, ...values)),
  rows: (sql, ...values) => (asked.add(sql), db.rows(sql, ...values)),
  get: (sql, ...values) => (asked.add(sql), db.get(sql, ...values)),
  run: (sql, ...values) => (asked.add(sql), db.run(sql, ...values)),
});

/** Steps of a query's plan that go through a whole table. */
const scansOf = (db: Database, sql: string): string[] =>
  db
    .all<{ detail: string }>(
      `EXPLAIN QUERY PLAN ${sql}`,
      ...Array.from({ length: sql.split('?').length - 1 }, () => null),
    )
    .map(({ detail }) => detail)
    .filter((detail) =>
      /^SCAN (?!sqlite_schema|wanted|chain|part\b|CONSTANT|\(subquery)/.test(detail),
    );

test('no write and no read of a thread goes through what other threads have stored', () => {
  const db = openDatabaseFile(':memory:', 0);
  const asked = new Set<string>();
  const heard = listening(db, asked);
  const writer = createWriter(heard, write);
  const list: unknown[] = [];
  db.transaction(() => {
    for (let step = 0; step < 70; step++) {
      list.push({ step, text: `text ${step} `.repeat(200) });
      const parent = step > 0 && { parent_checkpoint_id: `c${step + 99}` };
      const key = { thread_id: 't', checkpoint_ns: '', checkpoint_id: `c${step + 100}` };
      writer.put({
        ...key,
        ...parent,
        state: stateOf({ list: [...list], n: step, text: `n ${step} `.repeat(300) }),
        created_at: '',
        metadata: '{}',
        step,
        source: 'loop',
        changed: [],
      });
      const writes = [{ idx: 0, channel: 'n', value: step, path: 'n' }];
      writer.putWrites({ ...key, task_id: 'task', task_path: '', writes });
      if (step % 20 === 0) writer.reset();
    }
  });
  db.transaction(() => {
    for (let step = 0; step < 1200; step++) {
      writer.put({
        thread_id: 'long',
        checkpoint_ns: '',
        checkpoint_id: `c${step + 1000}`,
        state: stateOf({ step }),
        created_at: '',
        metadata: '{}',
        step,
        source: 'loop',
        changed: [],
      });
    }
  });
  expect(lightRows(heard, 'long', { before: 'c2000', limit: 800 }).length).toBe(800);
  const reader = createSerializedReader(heard);
  for (const stored of listCheckpoints(heard, { thread_id: 't' })) reader.tuple(stored);
  for (const stored of listCheckpoints(heard, { thread_id: 't', before: 'c120', limit: 5 })) {
    reader.tuple(stored);
  }
  const one = findCheckpoint(heard, 't', '', 'c150');
  expect(one && reader.tuple(one).writes.length).toBe(1);
  expect(findCheckpoint(heard, 't', '')?.checkpoint_id).toBe('c169');
  expect(lightRows(heard, 't').length).toBe(70);
  expect(lightRow(heard, 't', '', 'c150')?.step).toBe(50);
  expect(asked.size).toBeGreaterThan(15);
  expect([...asked].flatMap((sql) => scansOf(db, sql).map((scan) => `${scan}: ${sql}`))).toEqual(
    [],
  );
  db.close();
});
