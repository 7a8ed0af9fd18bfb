import type { Database } from '../database.ts';
import { compactId, idAsText, idOfText } from './compactId.ts';
import { createLanes, type Lane } from './lanes.ts';
import { laneHolding } from './segments.ts';
import { sourceOf } from './source.ts';

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

interface Row {
  part: number;
  lane: number;
  id_text: string;
  parent_text: string | null;
  step: number;
  source: string;
  changed: string;
  size: number;
  created_at: string;
  as_node: string | null;
  stamp: number;
}

const columns = 'lane, id, parent, step, source, changed, size, created_at, as_node, stamp';
const shown = `part, lane, ${idAsText('id')} AS id_text, ${idAsText('parent')} AS parent_text, step, source, changed,
  size, created_at, as_node, stamp`;

/** All namespaces of a thread, newest first; never reads a state. */
export function lightRows(db: Database, threadId: string): LightRow[] {
  const lanes = createLanes(db).list(threadId);
  if (lanes.length === 0) return [];
  const source = sourceOf(db, lanes);
  const sql = `SELECT ${shown} FROM (${source.select(columns)}) ORDER BY id DESC, stamp DESC`;
  const rows: LightRow[] = [];
  for (const row of db.all<Row>(sql, ...source.values())) {
    const id = idOfText(row.id_text);
    for (const lane of source.lanesOf({ part: row.part, lane: row.lane, id })) {
      rows.push(asLightRow(lane, id, row));
    }
  }
  return rows;
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
  const one = `SELECT ${columns}, 0 AS part FROM checkpoint WHERE lane = ? AND id = ?`;
  const row = db.get<Row>(`SELECT ${shown} FROM (${one})`, holder, id);
  return row && asLightRow(lane, checkpointId, row);
}

function asLightRow({ thread_id, checkpoint_ns }: Lane, checkpoint_id: string, row: Row): LightRow {
  const { parent_text: parent, step, source, changed, size, created_at, as_node, stamp } = row;
  const light: LightRow = {
    thread_id,
    checkpoint_ns,
    checkpoint_id,
    step,
    source,
    changed: JSON.parse(changed) as string[],
    size,
    created_at,
    stamp,
  };
  if (parent !== null) light.parent_checkpoint_id = idOfText(parent);
  if (as_node !== null) light.asNode = as_node;
  return light;
}
