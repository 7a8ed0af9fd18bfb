import { StudioError } from '../../protocol/errors.ts';
import type { Deletion } from '../../protocol/storage.ts';
import type { Database } from '../database.ts';
import { fullId, type CompactId } from './compactId.ts';
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

/** All checkpoints of a thread, oldest first, so that what another follows from, or lies in, comes before it. */
export function candidates(db: Database, threadId: string): Candidate[] {
  const lanes = createLanes(db).list(threadId);
  if (lanes.length === 0) return [];
  const source = sourceOf(db, lanes);
  const columns = `lane, id, parent, created_at,
    CASE typeof(metadata) WHEN 'text' THEN metadata -> '$.parents' END AS around`;
  return db.all<Row>(`${source.select(columns)} ORDER BY id`, ...source.values()).flatMap((row) =>
    source.lanesOf(row).map((lane) => ({
      lane,
      id: row.id,
      checkpoint_id: fullId(row.id),
      parent: row.parent,
      created_at: row.created_at,
      around: (JSON.parse(row.around ?? '{}') ?? {}) as Record<string, string>,
    })),
  );
}

/** Which of them are to go. Throws `unknownCheckpoint`. */
export function selected(
  all: Candidate[],
  deletion: Exclude<Deletion, { what: 'downTo' }>,
): Candidate[] {
  const gone = new Set<string>();
  const nsOf = ({ lane }: Candidate) => lane.checkpoint_ns;
  const inside = (one: Candidate) =>
    Object.entries(one.around).some(([ns, id]) => ns !== nsOf(one) && gone.has(keyOf(ns, id)));
  const follows = (one: Candidate) =>
    one.parent !== null && gone.has(keyOf(nsOf(one), fullId(one.parent)));
  const isMeant = meant(all, deletion);
  const found = all.filter((one) => {
    const goes = isMeant(one) || inside(one) || (deletion.what === 'line' && follows(one));
    if (goes) gone.add(keyOf(nsOf(one), one.checkpoint_id));
    return goes;
  });
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

/** The oldest `count`, without the newest of the thread. */
export const oldest = (all: Candidate[], count: number): Candidate[] =>
  selected(all, { what: 'allButLatest' }).slice(0, count);
