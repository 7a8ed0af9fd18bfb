import type { Database } from './database.ts';

/**
 * Under which name a thread's recorded tasks are: its id, until a thread of that id was deleted. Then the tasks of the old
 * one keep their name until they are freed, and a new one begins under another.
 */
export function taskNameOf(db: Database, threadId: string): string {
  const row = db.get<{ next: number }>('SELECT next FROM sequence WHERE name = ?', key(threadId));
  return row ? `${threadId}${MARK}${row.next}` : threadId;
}

/** No id of a thread that runs in the app has it. */
const MARK = '\u0001';
const key = (threadId: string): string => `tasks ${threadId}`;

export const hasTasks = (db: Database, name: string): boolean =>
  db.get('SELECT 1 FROM task WHERE thread_id = ? LIMIT 1', name) !== undefined;

/** From now on the tasks of a thread are under a name that none are under. Within the caller's transaction. */
export function renewTaskName(db: Database, threadId: string): void {
  db.run(
    'INSERT INTO sequence VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET next = next + 1',
    key(threadId),
  );
}

/**
 * When the tasks of a name are gone: another thread of that id may use the id itself again, unless something is left of it or
 * of one before it. Within the caller's transaction.
 */
export function dropTaskName(db: Database, name: string): void {
  const [threadId = ''] = name.split(MARK);
  if (hasTasks(db, threadId) || hasTasks(db, taskNameOf(db, threadId))) return;
  const left = `SELECT 1 FROM lane WHERE deleted = ? OR substr(deleted, 1, ?) = ?`;
  const start = `${threadId}${MARK}`;
  if (db.get(left, threadId, start.length, start)) return;
  db.run('DELETE FROM sequence WHERE name = ?', key(threadId));
}
