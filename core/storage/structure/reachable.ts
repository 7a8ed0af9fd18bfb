import type { HeaderChange, Ref } from '../../structure/header.ts';
import { createReader } from '../../structure/reader.ts';
import { holesIn } from '../../structure/holes.ts';
import type { Database } from '../database.ts';
import type { CompactId } from './compactId.ts';
import { storedStructure } from './packs.ts';
import { writesPage, type Way, type WritesRow } from './taskWrites.ts';

/**
 * Something stored that is come to for the first time, with about the bytes it takes: a datum, a list, or the run of a
 * list at a position.
 */
export interface Found {
  bytes: number;
  datum?: number;
  list?: number;
  at?: number;
}

/** Work of many little pieces, which yields after each: for `inSlices`. */
export type Pieces = Generator<undefined, void>;

/** Goes through stored things, each once. */
export interface Walk {
  /** All that a reference leads to. */
  visit: (ref: Ref) => Pieces;
}

/** Runs, and rows of checkpoints, read at a time. */
const PAGE = 64;

/** `saw` is told of everything that is come to for the first time. */
export function createWalk(db: Database, saw: (found: Found) => void): Walk {
  const data = new Set<number>();
  const lists = new Map<number, number>();
  const reader = createReader(storedStructure(db));

  function* visitText(text: string): Pieces {
    const holes = holesIn(text);
    for (const id of holes.data) yield* visitDatum(id);
    for (const { list, to } of holes.lists) yield* visitList(list, to);
  }
  function* visitDatum(id: number): Pieces {
    if (data.has(id)) return;
    data.add(id);
    const row = db.get<{ base: number | null; text: string | Uint8Array; bytes: number }>(
      'SELECT base, text, octet_length(text) AS bytes FROM datum WHERE id = ?',
      id,
    );
    if (!row) return;
    saw({ datum: id, bytes: row.bytes + ROW });
    yield;
    if (typeof row.text !== 'string') return;
    if (row.base === null) return yield* visitText(row.text);
    yield* visitDatum(row.base);
    yield* visitText(reader.raw(id));
  }
  function* visitList(list: number, to: number): Pieces {
    const seen = lists.get(list) ?? -1;
    if (seen >= to) return;
    lists.set(list, to);
    if (seen === -1) {
      const beginning = db.get<{ base: number | null; at: number }>(
        'SELECT base, at FROM list WHERE id = ?',
        list,
      );
      if (beginning) saw({ list, bytes: ROW });
      if (typeof beginning?.base === 'number') yield* visitList(beginning.base, beginning.at);
    }
    // From the run on that holds the last position seen: a list is come to again by every checkpoint that grew it.
    let from = seen === -1 ? 0 : runHolding(list, seen);
    for (;;) {
      const runs = db.all<{ at: number; text: string; bytes: number }>(
        `SELECT at, text, octet_length(text) AS bytes FROM run WHERE list = ? AND at >= ? AND at < ? ORDER BY at LIMIT ${PAGE}`,
        list,
        from,
        to,
      );
      yield;
      for (const { at, text, bytes } of runs) {
        if (at >= seen) saw({ list, at, bytes: bytes + ROW });
        yield* visitText(text);
      }
      const last = runs.at(-1);
      if (!last || runs.length < PAGE) return;
      from = last.at + 1;
    }
  }
  const runHolding = (list: number, at: number): number =>
    db.get<{ at: number | null }>(
      'SELECT max(at) AS at FROM run WHERE list = ? AND at <= ?',
      list,
      at,
    )?.at ?? 0;

  return {
    *visit(ref) {
      if (typeof ref === 'number') yield* visitDatum(ref);
      else if (typeof ref === 'string') yield* visitText(ref);
      else yield* visitList(ref[0], ref[1]);
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

export type Order = 'oldest first' | 'newest first';

/**
 * The headers of a lane's checkpoints as they are stored. A header is a change of its parent's, so what a checkpoint shares
 * with its parent is found from the parent.
 */
export function* headersIn(db: Database, lane: number, order: Order): Generator<RowRefs> {
  const { direction, follows } = ways[order];
  const select = (after: string) =>
    `SELECT id, header, octet_length(header) + octet_length(metadata) AS bytes FROM checkpoint
     WHERE lane = ? ${after} ORDER BY id ${direction} LIMIT ${PAGE}`;
  const rows = pages<{ id: CompactId; header: string; bytes: number }>((last) =>
    last ? db.all(select(`AND id ${follows} ?`), lane, last.id) : db.all(select(''), lane),
  );
  for (const { id, header, bytes } of rows) yield { id, bytes, refs: refsOfHeader(header) };
}

/** The writes of the tasks of a lane's checkpoints. */
export function* writesIn(db: Database, lane: number, order: Order): Generator<RowRefs> {
  const rows = pages<WritesRow>((last) => writesPage(db, lane, ways[order], PAGE, last));
  for (const { id, tasks, bytes } of rows) {
    const all = tasks.flatMap(({ writes }) => writes);
    yield { id, bytes, refs: all.map(([, channel, ref]): [string, Ref] => [channel, ref]) };
  }
}

const ways: Record<Order, Way> = {
  'oldest first': { direction: 'ASC', follows: '>' },
  'newest first': { direction: 'DESC', follows: '<' },
};

/** Rows a page at a time: what comes after the last one of the page before. */
function* pages<Row>(read: (last?: Row) => Row[]): Generator<Row> {
  let page = read();
  yield* page;
  while (page.length === PAGE) {
    page = read(page.at(-1));
    yield* page;
  }
}

function refsOfHeader(header: string): [string, Ref][] {
  const { refs = {}, whole, deltas = {} } = JSON.parse(header) as HeaderChange;
  const known = Object.entries(refs).filter((entry): entry is [string, Ref] => entry[1] !== null);
  for (const [channel, { seed, writes }] of Object.entries(deltas)) {
    if (seed !== undefined) known.push([channel, seed]);
    for (const [, ref] of writes) known.push([channel, ref]);
  }
  return whole ? [...known, ['', whole[1]]] : known;
}
