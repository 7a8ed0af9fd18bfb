import type { Database } from '../database.ts';
import { fullId, type CompactId } from './compactId.ts';
import type { Lane } from './lanes.ts';
import { segmentsOf } from './segments.ts';

/** Where a row was found: of a branch's past, `part` is more than 0. */
export interface Place {
  part: number;
  lane: number;
  id: CompactId;
}

/** All checkpoints of some lanes, also those that branches have of others, as one ordered select. */
export interface Source {
  /** Columns, `part` and `lane` of the rows for which all of `which` hold; to be ended with ORDER BY and LIMIT. */
  select: (columns: string, which?: string[]) => string;
  /** What its question marks stand for; `which` takes `values` anew for every part. */
  values: (...values: (CompactId | number)[]) => (CompactId | number)[];
  /** All that it is made of. */
  stretches: Stretch[];
  /** The lanes that a row is of, named as they were asked for; none when a newer copy hides it. */
  lanesOf: (row: Place) => Lane[];
  /** How many rows at most are of none. */
  hidden: number;
  /** The same, of which only what comes after a checkpoint is selected: by lane. */
  since: (after: ReadonlyMap<number, CompactId>) => Source;
}

/** Checkpoints of a part that lie in one lane, all or those before one. */
export interface Stretch {
  part: number;
  lane: number;
  before: CompactId | null;
}

interface Part {
  before: CompactId | null;
  /** By the lane that rows lie in: who has them. */
  lanes: Map<number, Lane[]>;
}

export function sourceOf(db: Database, lanes: Lane[]): Source {
  const own: Part = { before: null, lanes: new Map(lanes.map((lane) => [lane.id, [lane]])) };
  const borrowed = new Map<string, Part>();
  const hidden = new Set<string>();

  for (const lane of lanes) {
    if (lane.base === null) continue;
    const segments = segmentsOf(db, lane);
    const copied = new Set<string>();
    segments.slice(1).forEach(({ lane: from, before }, index) => {
      if (before === null) return;
      const newer = segments[index]?.lane ?? lane.id;
      for (const id of idsBefore(db, newer, before)) copied.add(fullId(id));
      for (const id of copied) hidden.add(hiddenKey(lane, from, id));
      const key = fullId(before);
      const part = borrowed.get(key) ?? { before, lanes: new Map<number, Lane[]>() };
      borrowed.set(key, part);
      part.lanes.set(from, [...(part.lanes.get(from) ?? []), lane]);
    });
  }

  const parts = [own, ...borrowed.values()];
  return sourceFrom(parts, hidden, new Map());
}

function sourceFrom(
  parts: Part[],
  hidden: ReadonlySet<string>,
  since: ReadonlyMap<number, CompactId>,
): Source {
  const selects = parts.flatMap(({ before, lanes: within }, part) => {
    const all = [...within.keys()];
    const whole = all.filter((lane) => !since.has(lane));
    const later = all.flatMap((lane) => {
      const after = since.get(lane);
      return after === undefined ? [] : [{ part, lanes: [lane], before, after }];
    });
    return whole.length > 0 ? [{ part, lanes: whole, before, after: null }, ...later] : later;
  });
  return {
    stretches: parts.flatMap(({ before, lanes: within }, part) =>
      [...within.keys()].map((lane) => ({ part, lane, before })),
    ),
    select: (columns, which = []) =>
      selects
        .map(({ part, lanes: ids, before, after }) => {
          const all = [
            `lane IN (${ids.join(',')})`,
            ...(before === null ? [] : ['id < ?']),
            ...(after === null ? [] : ['id > ?']),
            ...which,
          ];
          return `SELECT ${columns}, ${part} AS part FROM checkpoint WHERE ${all.join(' AND ')}`;
        })
        .join(' UNION ALL '),
    values: (...values) =>
      selects.flatMap(({ before, after }) => [
        ...[before, after].filter((id) => id !== null),
        ...values,
      ]),
    lanesOf: ({ part, lane, id }) => {
      const found = parts[part]?.lanes.get(lane) ?? [];
      if (part === 0 || hidden.size === 0) return found;
      return found.filter((one) => !hidden.has(hiddenKey(one, lane, fullId(id))));
    },
    hidden: hidden.size,
    since: (after) => sourceFrom(parts, hidden, after),
  };
}

/** Of a row that lies in `from`, as whose it does not count. */
const hiddenKey = (lane: Lane, from: number, id: string): string => `${lane.id} ${from} ${id}`;

/** What lies in a newer part although it is older: it was copied there when something was written to it. */
const idsBefore = (db: Database, lane: number, before: CompactId): CompactId[] =>
  db
    .all<{ id: CompactId }>('SELECT id FROM checkpoint WHERE lane = ? AND id < ?', lane, before)
    .map(({ id }) => id);
