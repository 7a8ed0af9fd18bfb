import Sqlite from 'better-sqlite3';
import { expect } from 'vitest';
import type { Storage } from '../../core/storage/storage.ts';

const TABLES = ['lane', 'checkpoint', 'task_write', 'datum', 'run', 'list', 'task', 'garbage'];

/** Rows in the file, which has to be sound, whoever may still find them. */
export function rowsIn({ path }: Pick<Storage, 'path'>): Record<string, number> {
  const sqlite = new Sqlite(path, { readonly: true });
  const counts = TABLES.map((table): [string, number] => [
    table,
    sqlite.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number,
  ]);
  const sound = sqlite.pragma('integrity_check', { simple: true });
  sqlite.close();
  expect(sound).toBe('ok');
  return Object.fromEntries(counts);
}

/** What there is when everything has been freed. */
export const nothing = Object.fromEntries(TABLES.map((table) => [table, 0]));
