import type { Database } from './database.ts';
import type { Served } from './storage.ts';

/** What clients of the server API leave with the project at `project`: assistants, runs, what they say of threads. */
export function createServed(db: Database, project: string): Served {
  const within = 'project = ? AND kind = ?';
  return {
    get: <T>(kind: string, id: string) => {
      const sql = `SELECT info FROM served WHERE ${within} AND id = ?`;
      const row = db.get<{ info: string }>(sql, project, kind, id);
      return row && (JSON.parse(row.info) as T);
    },
    put: (kind, id, info, parent) =>
      void db.run(
        `INSERT INTO served VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET info = excluded.info`,
        project,
        kind,
        id,
        parent ?? '',
        db.stamp(),
        JSON.stringify(info),
      ),
    delete: (kind, id) =>
      void db.run(`DELETE FROM served WHERE ${within} AND id = ?`, project, kind, id),
    deleteOf: (kind, parent) =>
      void db.run(`DELETE FROM served WHERE ${within} AND parent = ?`, project, kind, parent),
    list: <T>(kind: string, parent?: string) => {
      const rows =
        parent === undefined
          ? db.all<{ info: string }>(
              `SELECT info FROM served WHERE ${within} ORDER BY stamp DESC`,
              project,
              kind,
            )
          : db.all<{ info: string }>(
              `SELECT info FROM served WHERE ${within} AND parent = ? ORDER BY stamp DESC`,
              project,
              kind,
              parent,
            );
      return rows.map(({ info }) => JSON.parse(info) as T);
    },
  };
}
