import type { HeaderChange, Ref } from '../../structure/header.ts';
import { createReader } from '../../structure/reader.ts';
import { holesIn } from '../../structure/holes.ts';
import type { Database } from '../database.ts';
import type { CompactId } from './compactId.ts';
import { storedStructure } from './packs.ts';
import type { StoredWrite } from './writer.ts';

/** Stored things that something leads to; of lists, up to which position. */
export interface Reachable {
  data: Set<number>;
  lists: Map<number, number>;
}

/** A checkpoint, or all of a lane when `id` is absent. */
export interface Root {
  lane: number;
  id?: CompactId;
}

/**
 * What the headers and writes of `roots`, oldest first, lead to. A header is a change of its parent's, so what a checkpoint
 * shares with its parent is found from the parent.
 */
export function reachableFrom(db: Database, roots: Root[]): Reachable {
  const walk = createWalk(db);
  // Newest first: a list that grew is gone through as a whole, and not again for every checkpoint.
  for (const root of roots.toReversed()) {
    for (const { refs } of headersAt(db, root).reverse())
      for (const [, ref] of refs) walk.visit(ref);
    for (const { refs } of writesAt(db, root)) for (const [, ref] of refs) walk.visit(ref);
  }
  return walk.found;
}

/** Goes through stored things, each once. */
export interface Walk {
  readonly found: Reachable;
  visit: (ref: Ref) => void;
}

/** `saw` is told of the bytes of everything that is come to for the first time. */
export function createWalk(db: Database, saw: (bytes: number) => void = () => {}): Walk {
  const found: Reachable = { data: new Set(), lists: new Map() };
  const reader = createReader(storedStructure(db));

  const visitText = (text: string) => {
    const { data, lists } = holesIn(text);
    for (const id of data) visitDatum(id);
    for (const { list, to } of lists) visitList(list, to);
  };
  const visitDatum = (id: number): void => {
    if (found.data.has(id)) return;
    found.data.add(id);
    const row = db.get<{ base: number | null; text: string | Uint8Array; bytes: number }>(
      'SELECT base, text, octet_length(text) AS bytes FROM datum WHERE id = ?',
      id,
    );
    if (!row) return;
    saw(row.bytes + ROW);
    if (typeof row.text !== 'string') return;
    if (row.base === null) return visitText(row.text);
    visitDatum(row.base);
    visitText(reader.raw(id));
  };
  const visitList = (list: number, to: number): void => {
    const seen = found.lists.get(list) ?? -1;
    if (seen >= to) return;
    found.lists.set(list, to);
    const beginning = db.get<{ base: number | null; at: number }>(
      'SELECT base, at FROM list WHERE id = ?',
      list,
    );
    if (typeof beginning?.base === 'number') visitList(beginning.base, beginning.at);
    // From the run on that holds the last position seen: a list is come to again by every checkpoint that grew it.
    const runs = db.all<{ at: number; text: string; bytes: number }>(
      `SELECT at, text, octet_length(text) AS bytes FROM run WHERE list = ? AND at < ? AND
       at >= coalesce((SELECT max(at) FROM run WHERE list = ? AND at <= ?), 0)`,
      list,
      to,
      list,
      seen,
    );
    for (const { at, text, bytes } of runs) {
      if (at >= seen) saw(bytes + ROW);
      visitText(text);
    }
  };
  return {
    found,
    visit: (ref) => {
      if (typeof ref === 'number') visitDatum(ref);
      else if (typeof ref === 'string') visitText(ref);
      else visitList(ref[0], ref[1]);
    },
  };
}

/** About what a row takes beside its texts, in bytes. */
export const ROW = 24;

/** What one row says, by channel, and how many bytes its texts take. */
export interface RowRefs {
  id: CompactId;
  refs: [channel: string, ref: Ref][];
  bytes: number;
}

const within = ({ id }: Root, column: string): string =>
  id === undefined ? 'lane = ?' : `lane = ? AND ${column} = ?`;
const valuesOf = ({ lane, id }: Root): (number | CompactId)[] =>
  id === undefined ? [lane] : [lane, id];

/** The headers of a root as they are stored, oldest first. */
export function headersAt(db: Database, root: Root): RowRefs[] {
  const sql = `SELECT id, header, octet_length(header) + octet_length(metadata) AS bytes FROM checkpoint
    WHERE ${within(root, 'id')} ORDER BY id`;
  return db
    .all<{ id: CompactId; header: string; bytes: number }>(sql, ...valuesOf(root))
    .map(({ id, header, bytes }) => {
      const { refs = {}, whole } = JSON.parse(header) as HeaderChange;
      const known = Object.entries(refs).filter(
        (entry): entry is [string, Ref] => entry[1] !== null,
      );
      return { id, bytes, refs: whole ? [...known, ['', whole[1]]] : known };
    });
}

/** The writes of the tasks of a root, oldest checkpoint first. */
export function writesAt(db: Database, root: Root): RowRefs[] {
  const sql = `SELECT checkpoint AS id, writes, octet_length(writes) AS bytes FROM task_write
    WHERE ${within(root, 'checkpoint')} ORDER BY checkpoint`;
  return db
    .all<{ id: CompactId; writes: string; bytes: number }>(sql, ...valuesOf(root))
    .map(({ id, writes, bytes }) => {
      const all = JSON.parse(writes) as StoredWrite[];
      return { id, bytes, refs: all.map(([, channel, ref]): [string, Ref] => [channel, ref]) };
    });
}
