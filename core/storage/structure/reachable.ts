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
 * What the headers and writes of `roots` lead to. A header is a change of its parent's, so what a checkpoint
 * shares with its parent is found from the parent.
 */
export function reachableFrom(db: Database, roots: Root[]): Reachable {
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
    const row = db.get<{ base: number | null; kind: string }>(
      'SELECT base, typeof(text) AS kind FROM datum WHERE id = ?',
      id,
    );
    if (!row || row.kind === 'blob') return;
    if (row.base !== null) visitDatum(row.base);
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
    const runs = db.all<{ text: string }>(
      'SELECT text FROM run WHERE list = ? AND at < ? AND at + count > ?',
      list,
      to,
      seen,
    );
    for (const { text } of runs) visitText(text);
  };
  const visit = (ref: Ref | null) => {
    if (typeof ref === 'number') visitDatum(ref);
    else if (typeof ref === 'string') visitText(ref);
    else if (ref) visitList(ref[0], ref[1]);
  };

  for (const { lane, id } of roots) {
    const which = id === undefined ? 'lane = ?' : 'lane = ? AND ';
    const given = id === undefined ? [lane] : [lane, id];
    const headers = db.all<{ header: string }>(
      `SELECT header FROM checkpoint WHERE ${which}${id === undefined ? '' : 'id = ?'}`,
      ...given,
    );
    for (const { header } of headers) {
      const { refs = {}, whole } = JSON.parse(header) as HeaderChange;
      Object.values(refs).forEach(visit);
      if (whole) visitDatum(whole[1]);
    }
    const tasks = db.all<{ writes: string }>(
      `SELECT writes FROM task_write WHERE ${which}${id === undefined ? '' : 'checkpoint = ?'}`,
      ...given,
    );
    for (const { writes } of tasks) {
      for (const [, , ref] of JSON.parse(writes) as StoredWrite[]) visit(ref);
    }
  }
  return found;
}
