import { StudioError } from '../../protocol/errors.ts';
import type { Deletion } from '../../protocol/storage.ts';
import type { Database } from '../database.ts';
import { compareIds, fullId, type CompactId } from './compactId.ts';
import { createLanes, type Lane } from './lanes.ts';
import { sourceOf, type Place } from './source.ts';

/** A checkpoint as far as deleting goes. */
export interface Candidate {
  lane: Lane;
  id: CompactId;
  checkpoint_id: string;
  parent: CompactId | null;
  /** By namespace, the checkpoints of the graphs around it; LangGraph's metadata. */
  around: Record<string, string>;
  created_at: string;
}

interface Row extends Place {
  parent: CompactId | null;
  around: string | null;
  created_at: string;
}

const keyOf = (ns: string, id: string) => `${ns} ${id}`;

/** Rows read at a time. */
const PAGE = 256;

/** All checkpoints of a thread, oldest first, so that what another follows from, or lies in, comes before it. */
export function* candidates(db: Database, threadId: string): Generator<undefined, Candidate[]> {
  const lanes = createLanes(db).list(threadId);
  if (lanes.length === 0) return [];
  const source = sourceOf(db, lanes);
  const columns = `lane, id, parent, created_at,
    CASE typeof(metadata) WHEN 'text' THEN metadata -> '$.parents' END AS around`;
  const sql = `${source.select(columns, ['id >= ?'])} ORDER BY id LIMIT ${PAGE}`;
  const all: Candidate[] = [];
  // Text sorts before bytes, and the empty one before all.
  for (let from: CompactId | undefined = ''; from !== undefined;) {
    const rows: Row[] = db.all(sql, ...source.values(from));
    const last = rows.length === PAGE ? rows.at(-1) : undefined;
    // Those of the last id may go on on the next page.
    const page = last ? rows.filter(({ id }) => compareIds(id, last.id) !== 0) : rows;
    for (const row of page) {
      for (const lane of source.lanesOf(row)) {
        const { id, parent, created_at } = row;
        const around = (JSON.parse(row.around ?? '{}') ?? {}) as Record<string, string>;
        all.push({ lane, id, checkpoint_id: fullId(id), parent, created_at, around });
      }
    }
    from = last?.id;
    yield;
  }
  return all;
}

/** Which of them are to go, oldest first. Throws `unknownCheckpoint`. */
export function* selected(
  all: Candidate[],
  deletion: Exclude<Deletion, { what: 'downTo' }>,
): Generator<undefined, Candidate[]> {
  const gone = new Set<string>();
  const nsOf = ({ lane }: Candidate) => lane.checkpoint_ns;
  const inside = (one: Candidate) =>
    Object.entries(one.around).some(([ns, id]) => ns !== nsOf(one) && gone.has(keyOf(ns, id)));
  const follows = (one: Candidate) =>
    one.parent !== null && gone.has(keyOf(nsOf(one), fullId(one.parent)));
  const isMeant = meant(all, deletion);
  const found: Candidate[] = [];
  for (const one of all) {
    yield;
    const goes = isMeant(one) || inside(one) || (deletion.what === 'line' && follows(one));
    if (!goes) continue;
    gone.add(keyOf(nsOf(one), one.checkpoint_id));
    found.push(one);
  }
  if (found.length === 0 && 'checkpoint_id' in deletion) {
    throw new StudioError('unknownCheckpoint', `There is no checkpoint ${deletion.checkpoint_id}.`);
  }
  return found;
}

function meant(all: Candidate[], deletion: Exclude<Deletion, { what: 'downTo' }>) {
  if ('checkpoint_id' in deletion) {
    const { checkpoint_id, checkpoint_ns } = deletion;
    return (one: Candidate) =>
      one.checkpoint_id === checkpoint_id && one.lane.checkpoint_ns === checkpoint_ns;
  }
  const latest = headOf(all);
  const stays = (one: Candidate) =>
    one.checkpoint_id === latest || Object.values(one.around).includes(latest ?? '');
  const isOld = (one: Candidate) =>
    deletion.what === 'allButLatest' || one.created_at < deletion.than;
  return (one: Candidate) => !stays(one) && isOld(one);
}

const headOf = (all: Candidate[]): string | undefined =>
  all.findLast(({ lane }) => lane.checkpoint_ns === '')?.checkpoint_id;
