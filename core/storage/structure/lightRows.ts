import type { Database } from '../database.ts';
import { compactId, fullId, type CompactId } from './compactId.ts';
import { createLanes, type Lane } from './lanes.ts';
import { laneHolding } from './segments.ts';
import { sourceOf, type Place } from './source.ts';

/** A checkpoint without its state. */
export interface LightRow {
  thread_id: string;
  checkpoint_ns: string;
  checkpoint_id: string;
  parent_checkpoint_id?: string;
  step: number;
  source: string;
  /** User channels it changed. */
  changed: string[];
  /** Characters of the whole state. */
  size: number;
  created_at: string;
  asNode?: string;
  /** Of the latest put: grows, also over restarts. */
  stamp: number;
}

interface Row extends Place {
  parent: CompactId | null;
  step: number;
  source: string;
  changed: string;
  size: number;
  created_at: string;
  as_node: string | null;
  stamp: number;
}

const columns = 'lane, id, parent, step, source, changed, size, created_at, as_node, stamp';

/** All namespaces of a thread, newest first; never reads a state. */
export function lightRows(db: Database, threadId: string): LightRow[] {
  const lanes = createLanes(db).list(threadId);
  if (lanes.length === 0) return [];
  const source = sourceOf(db, lanes);
  return db
    .all<Row>(`${source.select(columns)} ORDER BY id DESC, stamp DESC`, ...source.values())
    .flatMap((row) => source.lanesOf(row).map((lane) => asLightRow(lane, row)));
}

export function lightRow(
  db: Database,
  threadId: string,
  ns: string,
  checkpointId: string,
): LightRow | undefined {
  const lane = createLanes(db).find(threadId, ns);
  const id = compactId(checkpointId);
  const holder = lane && laneHolding(db, lane, id);
  if (!lane || holder === undefined) return undefined;
  const sql = `SELECT ${columns}, 0 AS part FROM checkpoint WHERE lane = ? AND id = ?`;
  const row = db.get<Row>(sql, holder, id);
  return row && asLightRow(lane, row);
}

function asLightRow({ thread_id, checkpoint_ns }: Lane, row: Row): LightRow {
  const { id, parent, step, source, changed, size, created_at, as_node, stamp } = row;
  return {
    thread_id,
    checkpoint_ns,
    checkpoint_id: fullId(id),
    step,
    source,
    changed: JSON.parse(changed) as string[],
    size,
    created_at,
    stamp,
    ...(parent !== null && { parent_checkpoint_id: fullId(parent) }),
    ...(as_node !== null && { asNode: as_node }),
  };
}
