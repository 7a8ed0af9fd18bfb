import { expect, onTestFinished, test } from 'vitest';
import { openDatabase, type Database } from '../../../core/storage/database.ts';
import { branchThread } from '../../../core/storage/structure/branch.ts';
import { forgetCheckpoints } from '../../../core/storage/structure/forget.ts';
import { lightRows } from '../../../core/storage/structure/lightRows.ts';
import { createWriter } from '../../../core/storage/structure/writer.ts';
import { dataDir } from '../../helpers/dataDir.ts';

const idOf = (step: number) => `1f1eb655-71f2-6840-a70a-${step.toString(16).padStart(12, '0')}`;

function opened() {
  const db = openDatabase(dataDir(), 1000);
  onTestFinished(() => db.close());
  return { db, ...fillable(db) };
}

function fillable(db: Database) {
  const writer = createWriter(db, JSON.stringify);
  const put = (step: number, rest: { thread_id?: string; ns?: string; id?: string } = {}) =>
    writer.put({
      thread_id: rest.thread_id ?? 't',
      checkpoint_ns: rest.ns ?? '',
      checkpoint_id: rest.id ?? idOf(step),
      ...(step > 0 && step % 700 !== 0 && { parent_checkpoint_id: idOf(step - 1) }),
      state: { v: 4, channel_values: { step }, channel_versions: { step }, versions_seen: {} },
      created_at: new Date(Date.UTC(2026, 0, 1, 0, 0, step)).toISOString(),
      metadata: '{}',
      step: step % 300 === 0 ? step + 5 : step,
      source: step % 500 === 3 ? 'update' : 'loop',
      changed: step % 2 === 0 ? ['step'] : ['step', 'messages'],
      ...(step % 500 === 3 && { asNode: 'agent' }),
    });
  const fill = (from: number, to: number, rest?: Parameters<typeof put>[1]) =>
    db.transaction(() => {
      for (let step = from; step < to; step++) put(step, rest);
    });
  return { put, fill };
}

const pages = (db: Database) => db.all<{ lane: number }>('SELECT lane FROM light').length;

/** What is said where nothing is packed. */
function unpacked(db: Database, ...query: [threadId: string, Parameters<typeof lightRows>[2]?]) {
  db.begin();
  db.run('DELETE FROM light');
  const rows = lightRows(db, ...query);
  db.rollback();
  return rows;
}

function expectSame(db: Database, threadId = 't') {
  const rows = unpacked(db, threadId);
  expect(lightRows(db, threadId)).toEqual(rows);
  const befores = [undefined, 0, 1, 500, 1024, 1025, 1900, rows.length - 1];
  for (const at of befores) {
    const before = at === undefined ? undefined : rows.at(at)?.checkpoint_id;
    for (const limit of [undefined, 0, 1, 30, 1000, 2500]) {
      const bounds = { ...(before && { before }), ...(limit !== undefined && { limit }) };
      expect(lightRows(db, threadId, bounds)).toEqual(unpacked(db, threadId, bounds));
    }
  }
}

test('rows of a long thread are read from pages, and say what its checkpoints say', () => {
  const { db, fill } = opened();
  fill(0, 1100);
  expect(pages(db)).toBe(0);
  fill(1100, 3000);
  expect(pages(db)).toBe(2);
  expect(lightRows(db, 't')[2500]).toMatchObject({
    checkpoint_id: idOf(499),
    parent_checkpoint_id: idOf(498),
    step: 499,
    changed: ['step', 'messages'],
  });
  expectSame(db);
});

test('what changes a checkpoint drops the pages from it on, and the next ones are packed again', () => {
  const { db, fill, put } = opened();
  fill(0, 4000);
  expect(pages(db)).toBe(3);
  put(1500);
  expect(pages(db)).toBe(1);
  expectSame(db);
  fill(4000, 4001);
  expect(pages(db)).toBe(3);
  db.transaction(() => forgetCheckpoints(db, 't', '', [idOf(2900), idOf(700)]));
  expect(pages(db)).toBe(0);
  expectSame(db);
});

test('a checkpoint between others is in its place', () => {
  const { db, fill, put } = opened();
  fill(0, 1200);
  fill(1201, 2500);
  expect(pages(db)).toBe(2);
  put(1200);
  expect(pages(db)).toBe(1);
  expectSame(db);
  put(1, { id: 'no uuid' });
  expect(pages(db)).toBe(0);
  expect(lightRows(db, 't').at(-1)?.checkpoint_id).toBe('no uuid');
  expectSame(db);
  fill(2500, 4000);
  expect(pages(db)).toBe(3);
  expectSame(db);
});

test('branches and other namespaces are put together from pages and rows', () => {
  const { db, fill, put } = opened();
  fill(0, 3000);
  fill(900, 2800, { ns: 'sub:1' });
  fill(2000, 2100, { ns: 'sub:2' });
  db.transaction(() =>
    branchThread(db, {
      from: { thread_id: 't', checkpoint_ns: '', checkpoint_id: idOf(1800) },
      to: 'branch',
    }),
  );
  fill(1801, 3200, { thread_id: 'branch' });
  put(2500, { thread_id: 'branch', ns: 'sub:1' });
  expect(pages(db)).toBe(4);
  expectSame(db);
  expectSame(db, 'branch');
  expect(lightRows(db, 'branch').length).toBeGreaterThan(4000);
});

test('a transaction that fails packs nothing', () => {
  const { db, fill } = opened();
  fill(0, 1000);
  const failing = () =>
    db.transaction(() => {
      fill(1000, 2000);
      throw new Error('no');
    });
  expect(failing).toThrow('no');
  expect(pages(db)).toBe(0);
  fill(1000, 1100);
  expect(pages(db)).toBe(0);
  expectSame(db);
});

test.each(['drops', 'packs'])('what another program %s meanwhile is noticed', (what) => {
  const dir = dataDir();
  const open = () => {
    const db = openDatabase(dir, 1000);
    onTestFinished(() => db.close());
    return db;
  };
  const { fill, put } = fillable(open());
  fill(0, 1151);
  if (what === 'drops') fill(1151, 1200);
  let meanwhile = () => (what === 'drops' ? put(500) : fill(1151, 1200));
  const db = open();
  const reader: Database = {
    ...db,
    rows: (sql, ...values) => {
      const rows = db.rows<never>(sql, ...values);
      meanwhile();
      meanwhile = () => undefined;
      return rows;
    },
  };
  const rows = lightRows(reader, 't');
  expect(pages(db)).toBe(what === 'drops' ? 0 : 1);
  expect(rows).toEqual(lightRows(db, 't'));
  expect(rows).toHaveLength(1200);
});
