import {
  applyHeader,
  emptyHeader,
  type Header,
  type HeaderChange,
} from '../../structure/header.ts';
import type { Database } from '../database.ts';
import type { CompactId } from './compactId.ts';

/** The header of a checkpoint, put together from its key frame on; undefined when there is no such checkpoint. */
export function readHeader(db: Database, lane: number, id: CompactId): Header | undefined {
  const changes = db.all<{ header: string }>(
    `WITH RECURSIVE chain (parent, depth, header, back) AS (
       SELECT parent, depth, header, 0 FROM checkpoint WHERE lane = ? AND id = ?
       UNION ALL
       SELECT c.parent, c.depth, c.header, back + 1 FROM chain
       JOIN checkpoint c ON c.lane = ? AND c.id = chain.parent WHERE chain.depth > 0)
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
