import { describe, expect, test } from 'vitest';
import { openDatabaseFile, type Database } from '../../../core/storage/database.ts';
import { forgetCheckpoints, forgetThread } from '../../../core/storage/structure/forget.ts';
import { createSweeper } from '../../../core/storage/sweeper.ts';
import { createSerializedReader } from '../../../core/storage/structure/serialized.ts';
import { findCheckpoint, listCheckpoints } from '../../../core/storage/structure/stored.ts';
import { createWriter, type Writer } from '../../../core/storage/structure/writer.ts';
import { stateOf, write } from '../../helpers/structureMemory.ts';

const element = (thread: string, i: number) => ({ id: `${thread}${i}`, text: `${i} `.repeat(100) });

/** A thread of steps that each add an element, change a text, and write. */
function fill(writer: Writer, thread_id: string, steps: number): void {
  const list: unknown[] = [];
  for (let step = 0; step < steps; step++) {
    const added = element(thread_id, step);
    const id = (n: number) => `${thread_id}-${String(n).padStart(6, '0')}`;
    const key = { thread_id, checkpoint_ns: '', checkpoint_id: id(step) };
    list.push(added);
    if (step % 17 === 5) list.splice(step % 7, 1, { id: 'changed', text: 'c'.repeat(60) });
    writer.put({
      ...key,
      ...(step > 0 && { parent_checkpoint_id: id(step - 1) }),
      state: stateOf({ list: [...list], text: `${thread_id} text ${step} `.repeat(200), step }),
      created_at: '2026-01-01T00:00:00.000Z',
      metadata: '{}',
      step,
      source: 'loop',
      changed: ['list'],
    });
    const next = element(thread_id, step + 1);
    writer.putWrites({
      ...key,
      task_id: 'task',
      task_path: '',
      writes: [{ idx: 0, channel: 'list', value: [next], path: 'list' }],
    });
  }
}

function texts(db: Database, thread_id: string): Map<string, string> {
  const reader = createSerializedReader(db);
  return new Map(
    [...listCheckpoints(db, { thread_id })].map((stored) => [
      stored.checkpoint_id,
      JSON.stringify([
        Object.entries(stored.header.refs).map(([channel, ref]) => [channel, reader.text(ref)]),
        reader.writes(stored).map(({ value }) => Buffer.from(value[1]).toString()),
      ]),
    ]),
  );
}

const counts = (db: Database) =>
  ['checkpoint', 'task_write', 'datum', 'run', 'list'].map(
    (table) => db.get<{ count: number }>(`SELECT count(*) AS count FROM ${table}`)?.count,
  );

function filled() {
  const db = openDatabaseFile(':memory:', 0);
  const writer = createWriter(db, write);
  db.transaction(() => fill(writer, 'a', 150));
  const before = counts(db);
  db.transaction(() => fill(writer, 'b', 150));
  return { db, writer, before, free: createSweeper(db).done };
}

describe('deleting', () => {
  test('a thread hides it at once, leaves nothing of it behind, and others as they were', async () => {
    const { db, before, free } = filled();
    const others = texts(db, 'a');
    db.transaction(() => forgetThread(db, 'b'));
    expect(texts(db, 'b').size).toBe(0);
    expect([...listCheckpoints(db, {})]).toHaveLength(others.size);
    await free();
    expect(counts(db)).toEqual(before);
    expect(texts(db, 'a')).toEqual(others);
    db.transaction(() => forgetThread(db, 'a'));
    await free();
    expect(counts(db)).toEqual([0, 0, 0, 0, 0]);
    expect(db.all('SELECT * FROM lane')).toEqual([]);
    expect(db.all('SELECT * FROM garbage')).toEqual([]);
  });

  test('single checkpoints leaves every other one as it was', async () => {
    const { db, free } = filled();
    const before = texts(db, 'a');
    const ids = [...before.keys()].filter((_, i) => i % 3 !== 0 || i === 0);
    const data = counts(db)[2] as number;
    db.transaction(() => forgetCheckpoints(db, 'a', '', ids));
    await free();
    const after = texts(db, 'a');
    expect([...after.keys()]).toEqual([...before.keys()].filter((id) => !ids.includes(id)));
    for (const [id, text] of after) expect(text).toBe(before.get(id));
    expect(counts(db)[2]).toBeLessThan(data);
  });

  test('all but the latest frees what only the others held', async () => {
    const { db, free } = filled();
    const before = texts(db, 'a');
    const [latest, ...ids] = before.keys();
    db.transaction(() => forgetThread(db, 'b'));
    db.transaction(() => forgetCheckpoints(db, 'a', '', ids));
    await free();
    expect(texts(db, 'a').get(latest ?? '')).toBe(before.get(latest ?? ''));
    const kept = findCheckpoint(db, 'a', '');
    expect(kept?.parent_checkpoint_id).toBeUndefined();
    expect(counts(db)[2]).toBeLessThan(175);
  });

  test('while a writer remembers what was deleted, it goes on truthfully', async () => {
    const { db, writer, free } = filled();
    const [latest, ...ids] = texts(db, 'b').keys();
    db.transaction(() => forgetCheckpoints(db, 'b', '', [latest ?? '', ...ids.slice(1)]));
    const list = [element('b', 1), element('b', 140)];
    db.transaction(() =>
      writer.put({
        thread_id: 'b',
        checkpoint_ns: '',
        checkpoint_id: 'b-after',
        parent_checkpoint_id: ids[0] ?? '',
        state: stateOf({ list, text: 'b text 149 '.repeat(200) }),
        created_at: '',
        metadata: '{}',
        step: 0,
        source: 'loop',
        changed: [],
      }),
    );
    await free();
    const stored = findCheckpoint(db, 'b', '', 'b-after');
    const reader = createSerializedReader(db);
    expect(reader.text(stored?.header.refs['list'] ?? '')).toBe(write(list));
    expect(reader.text(stored?.header.refs['text'] ?? '')).toBe(write('b text 149 '.repeat(200)));
  });
});
