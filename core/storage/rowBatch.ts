import type { Bindable } from './database.ts';

/** Rows that are put off, to go into their table together: by themselves each takes two to four times as long. */
export interface RowBatch {
  /** `into`: a table and its columns. Rows go in in the order in which they were added; bytes must not change until then. */
  add: (into: string, values: Bindable[]) => void;
  /** Puts in what was added. */
  settle: () => void;
  /** Forgets it. */
  drop: () => void;
}

/** Rows of one statement; more of them gain little. */
const TOGETHER = 16;
/** Rows put off at most: their values are held in memory. */
const MOST = 256;

/** `run` does one statement. */
export function createRowBatch(run: (sql: string, values: Bindable[]) => void): RowBatch {
  let table = '';
  let width = 0;
  let count = 0;
  let waiting: Bindable[] = [];

  const take = () => {
    const [values, rows] = [waiting, count];
    waiting = [];
    count = 0;
    return { values, rows };
  };

  const settle = () => {
    if (count === 0) return;
    const { values, rows } = take();
    for (let at = 0; at < rows;) {
      const together = rows - at < TOGETHER ? 1 : TOGETHER;
      const end = at + together;
      run(insertOf(table, width, together), values.slice(at * width, end * width));
      at = end;
    }
  };

  return {
    settle,
    drop: () => void take(),
    add: (into, values) => {
      if (into !== table || values.length !== width || count >= MOST) {
        settle();
        table = into;
        width = values.length;
      }
      for (const value of values) waiting.push(value);
      count += 1;
    },
  };
}

/** The last ones made, by how many rows they are of. */
const inserts = new Map<number, { into: string; width: number; sql: string }>();

function insertOf(into: string, width: number, rows: number): string {
  const known = inserts.get(rows);
  if (known?.into === into && known.width === width) return known.sql;
  const row = `(${Array<string>(width).fill('?').join(',')})`;
  const sql = `INSERT INTO ${into} VALUES ${Array<string>(rows).fill(row).join(',')}`;
  inserts.set(rows, { into, width, sql });
  return sql;
}
