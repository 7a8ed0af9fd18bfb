import {
  applyHeader,
  copyHeader,
  emptyHeader,
  type Header,
  type HeaderChange,
} from '../../structure/header.ts';
import type { Database } from '../database.ts';
import { fullId, type CompactId } from './compactId.ts';

/**
 * The header of a checkpoint, put together from its key frame on; undefined when there is no such checkpoint. Up to 0.1.0
 * some were stored as their own parent: of those only the last change is left.
 */
export function readHeader(db: Database, lane: number, id: CompactId): Header | undefined {
  const changes = db.all<{ header: string }>(
    `WITH RECURSIVE chain (id, parent, depth, header, back) AS (
       SELECT id, parent, depth, header, 0 FROM checkpoint WHERE lane = ? AND id = ?
       UNION ALL
       SELECT c.id, c.parent, c.depth, c.header, back + 1 FROM chain
       JOIN checkpoint c ON c.lane = ? AND c.id = chain.parent WHERE chain.depth > 0 AND c.id <> chain.id)
     SELECT header FROM chain ORDER BY back DESC`,
    lane,
    id,
    lane,
  );
  if (changes.length === 0) return undefined;
  return changes.reduce(
    (header, change) => applyHeader(header, JSON.parse(change.header) as HeaderChange),
    emptyHeader(),
  );
}

/** A row as far as its header goes. */
export interface HeaderRow {
  lane: number;
  id: CompactId;
  parent: CompactId | null;
  depth: number;
  header: string;
}

/** The headers of rows that are newest first, each made from its parent's where that is among them. */
export function headersOf(db: Database, rows: HeaderRow[]): Map<HeaderRow, Header> {
  const byId = new Map<string, Header>();
  const headers = new Map<HeaderRow, Header>();
  for (const row of rows.toReversed()) {
    const parent = row.parent === null ? undefined : byId.get(keyOf(row.lane, row.parent));
    const header =
      row.depth === 0
        ? applyHeader(emptyHeader(), JSON.parse(row.header) as HeaderChange)
        : parent
          ? applyHeader(copyHeader(parent), JSON.parse(row.header) as HeaderChange)
          : readHeader(db, row.lane, row.id);
    if (!header) continue;
    byId.set(keyOf(row.lane, row.id), header);
    headers.set(row, header);
  }
  return headers;
}

const keyOf = (lane: number, id: CompactId): string => `${lane} ${fullId(id)}`;
