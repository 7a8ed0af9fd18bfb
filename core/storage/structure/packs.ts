import type { StoredRun, StructureSource } from '../../structure/reader.ts';
import type { Pack } from '../../structure/recorder.ts';
import type { Run } from '../../structure/list.ts';
import type { Database } from '../database.ts';

/**
 * Stores what an encoder found to be new; within the caller's transaction. Nothing of it is stored where it throws
 * because another process has gone on from the same list.
 */
export function keepPack(db: Database, { data, lists, runs }: Pack): void {
  keepRuns(db, runs);
  for (const { id, text, size, base = null, prefix = null, suffix = null } of data) {
    if (base === null) keepDatum(db, id, text, size);
    else db.insertLater('datum', id, text, size, base, prefix, suffix);
  }
  for (const { id, base = null, at, depth } of lists) {
    if (depth > 0) db.run('INSERT INTO list VALUES (?,?,?,?)', id, base, at, depth);
  }
}

/** Stores a text, or bytes, as it is; like all data at the end of the transaction. `size` is in characters, or bytes. */
export const keepDatum = (
  db: Database,
  id: number,
  text: string | Uint8Array,
  size: number,
): void => db.insertLater('datum (id, text, size)', id, text, size);

/** All or none. */
function keepRuns(db: Database, runs: Run[]): void {
  let kept = 0;
  try {
    for (const { list, at, count, text, size } of runs) {
      db.run('INSERT INTO run VALUES (?,?,?,?,?)', list, at, count, text, size);
      kept += 1;
    }
  } catch (error) {
    for (const { list, at } of runs.slice(0, kept)) {
      db.run('DELETE FROM run WHERE list = ? AND at = ?', list, at);
    }
    throw error;
  }
}

interface DatumRow {
  text: string;
  base: number | null;
  prefix: number | null;
  suffix: number | null;
}

type RunRow = [at: number, count: number, text: string];

const asRun = ([at, count, text]: RunRow): StoredRun => ({ at, count, text });

/** Of a list, the runs that hold positions up to one (`at < ?`) and from another on. */
const holding = `WHERE list = ? AND at < ? AND
  at >= coalesce((SELECT max(at) FROM run WHERE list = ? AND at <= ?), 0) ORDER BY at`;

/** The tables as a reader wants them. */
export function storedStructure(db: Database): StructureSource {
  return {
    datum: (id) => {
      const row = db.get<DatumRow>('SELECT text, base, prefix, suffix FROM datum WHERE id = ?', id);
      return row && { ...row, prefix: row.prefix ?? 0, suffix: row.suffix ?? 0 };
    },
    // A left join goes through what is on its left in order.
    texts: (ids) =>
      db
        .rows<[string | null]>(
          `SELECT text FROM json_each(?) AS wanted LEFT JOIN datum ON datum.id = wanted.value AND base IS NULL`,
          JSON.stringify(ids),
        )
        .map(([text]) => text),
    beginning: (id) =>
      db.get<{ base: number; at: number }>(
        'SELECT base, at FROM list WHERE id = ? AND base IS NOT NULL',
        id,
      ),
    runs: (list, from, to) =>
      db
        .rows<RunRow>(`SELECT at, count, text FROM run ${holding}`, list, to, list, from)
        .map(asRun),
    runsOfData: (list, from, to) =>
      db
        .rows<RunRow>(
          `SELECT at, count, coalesce(datum.text, run.text) FROM run
           LEFT JOIN datum ON count = 1 AND unicode(run.text) = 1 AND
           datum.id = CAST(substr(run.text, 2) AS INTEGER) AND datum.base IS NULL ${holding}`,
          list,
          to,
          list,
          from,
        )
        .map(asRun),
  };
}

/** Characters of a datum with its holes filled; 0 for one that is missing. */
export const datumSize = (db: Database, id: number): number =>
  db.get<{ size: number }>('SELECT size FROM datum WHERE id = ?', id)?.size ?? 0;

/** One past the last position stored of a list, not counting what it takes from its base. */
export const listEnd = (db: Database, list: number): number =>
  db.get<{ end: number | null }>('SELECT max(at + count) AS end FROM run WHERE list = ?', list)
    ?.end ?? 0;
