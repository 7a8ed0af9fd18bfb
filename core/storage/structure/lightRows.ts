import type { Database } from '../database.ts';
import { compactId, idAsText, idOfText } from './compactId.ts';
import { createLanes } from './lanes.ts';
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

/** As they are selected: read by their places, which takes half as long as by their names. */
type Row = [
  id: string,
  parent: string | null,
  step: number,
  source: string,
  changed: string,
  size: number,
  created_at: string,
  as_node: string | null,
  stamp: number,
  lane: number,
  part: number,
];

const columns = 'lane, id, parent, step, source, changed, size, created_at, as_node, stamp';
const shown = `${idAsText('id')}, ${idAsText('parent')}, step, source, changed, size, created_at, as_node, stamp, lane, part`;

/** All namespaces of a thread, newest first, or `limit` of those before an id; never reads a state. */
export function lightRows(
  db: Database,
  threadId: string,
  { limit, before }: { limit?: number; before?: string } = {},
): LightRow[] {
  const lanes = createLanes(db).list(threadId);
  if (lanes.length === 0) return [];
  const source = sourceOf(db, lanes);
  // Sorting what comes in order anyway takes longer than reading it.
  const order = lanes.length === 1 && source.parts === 1 ? 'id DESC' : 'id DESC, stamp DESC';
  const [which, values] = before === undefined ? [[], []] : [['id < ?'], [compactId(before)]];
  const sql = `SELECT ${shown} FROM (${source.select(columns, which)}) ORDER BY ${order} LIMIT ?`;
  const read = createRowReader(threadId);
  const rows: LightRow[] = [];
  // Oldest first: what a checkpoint follows from has been read then.
  for (const row of db.rows<Row>(sql, ...source.values(...values), limit ?? -1).reverse()) {
    const light = read(row);
    const place = { part: row[10], lane: row[9], id: light.checkpoint_id };
    for (const { checkpoint_ns } of source.lanesOf(place)) {
      rows.push(checkpoint_ns === '' ? light : { ...light, checkpoint_ns });
    }
  }
  return rows.reverse();
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
  const [row] = db.rows<Row>(`SELECT ${shown} FROM (${one})`, holder, id);
  return row && { ...createRowReader(threadId)(row), checkpoint_ns: ns };
}

/** Gives rows of the root namespace; what one has in common with that before it is read once. */
function createRowReader(thread_id: string): (row: Row) => LightRow {
  const lists = new Map<string, string[]>();
  let lastText = '';
  let lastId = '';

  const listOf = (text: string): string[] => {
    const known = lists.get(text) ?? (JSON.parse(text) as string[]);
    lists.set(text, known);
    return known.slice();
  };
  return ([text, before, step, source, changed, size, created_at, as_node, stamp]) => {
    const parent = before === null ? undefined : before === lastText ? lastId : idOfText(before);
    lastText = text;
    lastId = idOfText(text);
    const light: LightRow = {
      thread_id,
      checkpoint_ns: '',
      checkpoint_id: lastId,
      step,
      source,
      changed: listOf(changed),
      size,
      created_at,
      stamp,
    };
    if (parent !== undefined) light.parent_checkpoint_id = parent;
    if (as_node !== null) light.asNode = as_node;
    return light;
  };
}
