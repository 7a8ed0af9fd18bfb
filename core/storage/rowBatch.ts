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
  let insert: Insert | undefined;
  let waiting: Bindable[] = [];

  const settle = () => {
    if (!insert || waiting.length === 0) return;
    const values = waiting;
    waiting = [];
    const { width, one, many } = insert;
    let at = 0;
    const put = (sql: string, size: number) => {
      for (; at + size <= values.length; at += size) run(sql, values.slice(at, at + size));
    };
    put(many, width * TOGETHER);
    put(one, width);
  };

  return {
    settle,
    drop: () => {
      waiting = [];
    },
    add: (into, values) => {
      const follows = insert?.into === into && insert.width === values.length;
      if (!follows || waiting.length >= MOST * values.length) settle();
      if (!follows) insert = insertInto(into, values.length);
      for (const value of values) waiting.push(value);
    },
  };
}

/** The statements that insert one row, and as many as go together. */
interface Insert {
  into: string;
  width: number;
  one: string;
  many: string;
}

function insertInto(into: string, width: number): Insert {
  const row = `(${Array<string>(width).fill('?').join(',')})`;
  const one = `INSERT INTO ${into} VALUES ${row}`;
  return { into, width, one, many: `${one}${`,${row}`.repeat(TOGETHER - 1)}` };
}
