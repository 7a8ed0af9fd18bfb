import type { Database } from '../database.ts';
import { compactId, fullId, type CompactId } from './compactId.ts';

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
  thread_id: string;
  checkpoint_ns: string;
  id: CompactId;
  parent: CompactId | null;
  step: number;
  source: string;
  changed: string;
  size: number;
  created_at: string;
  as_node: string | null;
  stamp: number;
}

const select = `SELECT thread_id, checkpoint_ns, checkpoint.id, parent, step, source, changed, size, created_at,
  as_node, stamp FROM lane JOIN checkpoint ON lane = lane.id WHERE thread_id = ?`;

/** All namespaces of a thread, newest first; never reads a state. */
export const lightRows = (db: Database, threadId: string): LightRow[] =>
  db.all<Row>(`${select} ORDER BY checkpoint.id DESC, stamp DESC`, threadId).map(asLightRow);

export function lightRow(
  db: Database,
  threadId: string,
  ns: string,
  checkpointId: string,
): LightRow | undefined {
  const sql = `${select} AND checkpoint_ns = ? AND checkpoint.id = ?`;
  const row = db.get<Row>(sql, threadId, ns, compactId(checkpointId));
  return row && asLightRow(row);
}

function asLightRow({ id, parent, changed, as_node, ...row }: Row): LightRow {
  return {
    ...row,
    checkpoint_id: fullId(id),
    changed: JSON.parse(changed) as string[],
    ...(parent !== null && { parent_checkpoint_id: fullId(parent) }),
    ...(as_node !== null && { asNode: as_node }),
  };
}
