import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabaseFile, type Database } from '../../../core/storage/database.ts';
import { dataDir } from '../../helpers/dataDir.ts';

const INTO = 'note (id, text)';

function opened(): { db: Database; others: () => number[] } {
  const path = join(dataDir(), 'notes.db');
  const db = openDatabaseFile(path, 0);
  onTestFinished(() => db.close());
  db.exec('CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)');
  const other = new Sqlite(path);
  onTestFinished(() => void other.close());
  return { db, others: () => other.prepare('SELECT id FROM note').pluck().all() as number[] };
}

const ids = (db: Database) => db.rows<[number]>('SELECT id FROM note').map(([id]) => id);
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

test.each([1, 15, 16, 17, 100, 600])('%i rows put off are all there once committed', (count) => {
  const { db, others } = opened();
  db.begin();
  for (const i of upTo(count)) db.insertLater(INTO, i, `text ${i}`);
  expect(others()).toEqual([]);
  db.commit();
  expect(others()).toEqual(upTo(count));
  expect(db.get('SELECT text FROM note WHERE id = ?', count - 1)).toEqual({
    text: `text ${count - 1}`,
  });
});

test.each<[string, (db: Database) => unknown, unknown]>([
  ['get', (db) => db.get('SELECT count(*) AS n FROM note'), { n: 2 }],
  ['all', (db) => db.all('SELECT id FROM note'), [{ id: 0 }, { id: 1 }]],
  ['rows', (db) => db.rows('SELECT id FROM note'), [[0], [1]]],
  ['run', (db) => db.run("UPDATE note SET text = 'seen'"), 2],
  ['exec', (db) => (db.exec('DELETE FROM note WHERE id = 0'), ids(db)), [1]],
  ['transaction', (db) => db.transaction(() => ids(db)), [0, 1]],
])('%s sees the rows put off before it', (_, look, seen) => {
  const { db } = opened();
  db.begin();
  db.insertLater(INTO, 0, 'a');
  db.insertLater(INTO, 1, 'b');
  expect(look(db)).toEqual(seen);
  db.commit();
});

test('rows of several tables, and of several columns, go in in their order', () => {
  const { db } = opened();
  db.exec('CREATE TABLE other (id INTEGER PRIMARY KEY, note INTEGER REFERENCES note (id))');
  db.exec('PRAGMA foreign_keys = ON');
  db.transaction(() => {
    db.insertLater(INTO, 1, 'a');
    db.insertLater('other', 10, 1);
    db.insertLater('note (id)', 2);
    db.insertLater('other', 11, 2);
  });
  expect(db.rows('SELECT id, note FROM other')).toEqual([
    [10, 1],
    [11, 2],
  ]);
});

test('a row is inserted at once where no transaction is open', () => {
  const { db, others } = opened();
  db.insertLater(INTO, 1, 'a');
  expect(others()).toEqual([1]);
});

test('what a transaction put off is forgotten with it, and what fails of it fails at the end', () => {
  const { db } = opened();
  db.begin();
  db.insertLater(INTO, 1, 'a');
  db.rollback();
  expect(ids(db)).toEqual([]);
  const twice = () => {
    db.insertLater(INTO, 1, 'a');
    db.insertLater(INTO, 1, 'again');
  };
  expect(() => db.transaction(twice)).toThrow('UNIQUE');
  expect(ids(db)).toEqual([]);
  db.begin();
  db.insertLater(INTO, 2, 'outside');
  expect(() => db.transaction(twice)).toThrow('UNIQUE');
  db.commit();
  expect(ids(db)).toEqual([2]);
});
