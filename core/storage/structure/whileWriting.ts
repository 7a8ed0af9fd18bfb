import type { Database } from '../database.ts';

/** What is looked up of each number once a transaction. */
export interface WhileWriting<T> {
  /** Outside a transaction it is looked up anew each time. */
  of: (db: Database, id: number) => T;
  /** This transaction has changed it. */
  forget: (db: Database, id: number) => void;
}

/** Remembers what `find` finds for as long as the transaction is open, in which nobody else can change it. */
export function whileWriting<T>(find: (db: Database, id: number) => T): WhileWriting<T> {
  /** Of the transaction last asked for. */
  let known: { writing: object; found: Map<number, T> } | undefined;
  return {
    of: (db, id) => {
      const writing = db.writing();
      if (!writing) return find(db, id);
      if (known?.writing !== writing) known = { writing, found: new Map() };
      const before = known.found.get(id);
      if (before !== undefined) return before;
      const now = find(db, id);
      known.found.set(id, now);
      return now;
    },
    forget: (db, id) => {
      if (known?.writing === db.writing()) known?.found.delete(id);
    },
  };
}
