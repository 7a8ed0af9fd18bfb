import type { Base } from '../../structure/encoder.ts';
import type { Ref } from '../../structure/header.ts';
import { holesIn } from '../../structure/holes.ts';
import { knownList, type ListIdentity } from '../../structure/list.ts';
import { createReader, type Reader } from '../../structure/reader.ts';
import { asSnapshot, listOfSnapshot } from '../../structure/snapshot.ts';
import type { ReadBack, Version } from '../../structure/recorder.ts';
import type { Database } from '../database.ts';
import type { CompactId } from './compactId.ts';
import { readHeader } from './headers.ts';
import type { Lane } from './lanes.ts';
import { datumSize, listEnd, storedStructure } from './packs.ts';
import { laneHolding } from './segments.ts';

/** No header goes on from this one: it lies in another lane. */
const LAST_DEPTH = Number.MAX_SAFE_INTEGER - 1;

/** What a recorder needs to go on from a stored checkpoint; undefined when there is none, or none by structure. */
export function readKnown(db: Database, given: Lane, id: CompactId): ReadBack | undefined {
  const lane = laneHolding(db, given, id);
  if (lane === undefined) return undefined;
  // Whoever goes on in that lane appends to its lists: a branch must not.
  const isOwn = lane === given.id;
  const header = readHeader(db, lane, id);
  const row = db.get<{ depth: number }>(
    'SELECT depth FROM checkpoint WHERE lane = ? AND id = ?',
    lane,
    id,
  );
  if (!header || !row || header.whole) return undefined;
  const reader = createReader(storedStructure(db));
  const texts = new Map<number, string>();
  const collect = (text: string) => {
    for (const datum of holesIn(text).data) {
      if (texts.has(datum)) continue;
      const raw = reader.raw(datum);
      texts.set(datum, raw);
      collect(raw);
    }
  };
  const versions = new Map<string, Version>();
  for (const [channel, ref] of Object.entries(header.refs)) {
    versions.set(channel, versionOf(db, reader, ref, isOwn, collect, texts));
  }
  return { known: { header, depth: isOwn ? row.depth : LAST_DEPTH, versions }, texts };
}

function versionOf(
  db: Database,
  reader: Reader,
  ref: Ref,
  canGrow: boolean,
  collect: (text: string) => void,
  texts: Map<number, string>,
): Version {
  const inside = listOfSnapshot(ref);
  if (inside) {
    const { list } = versionOf(db, reader, inside, canGrow, collect, texts);
    if (list) return asSnapshot(list);
  }
  if (typeof ref === 'string') {
    collect(ref);
    return { ref, size: reader.fill(ref).length };
  }
  if (typeof ref === 'number') {
    const text = reader.raw(ref);
    texts.set(ref, text);
    collect(text);
    const base: Base = { id: ref, text, ...chainCost(db, ref) };
    return { ref, size: datumSize(db, ref), base };
  }
  const [id, to, from = 0] = ref;
  const elements = reader.elements(id, 0, to).map((text) => {
    collect(text);
    return { text, size: filledSize(db, text) };
  });
  const list = knownList(
    { ...chainOf(db, id), closed: !canGrow || listEnd(db, id) > to },
    from,
    elements,
  );
  return { ref, size: list.size + 2, list };
}

const filledSize = (db: Database, text: string): number => {
  const [only, ...others] = holesIn(text).data;
  return only !== undefined && others.length === 0 ? datumSize(db, only) : text.length;
};

/** On how many changes a datum stands, and how many characters those are. */
function chainCost(db: Database, id: number): { depth: number; cost: number } {
  const row = db.get<{ base: number | null; length: number }>(
    'SELECT base, length(text) AS length FROM datum WHERE id = ?',
    id,
  );
  if (!row) return { depth: 0, cost: 0 };
  if (row.base === null) return { depth: 0, cost: row.length };
  const { depth, cost } = chainCost(db, row.base);
  return { depth: depth + 1, cost: cost + row.length + 32 };
}

/** A list with those it begins like. Of these nothing but ids and depths is used. */
function chainOf(db: Database, id: number): ListIdentity {
  const row = db.get<{ base: number | null; at: number; depth: number }>(
    'SELECT base, at, depth FROM list WHERE id = ?',
    id,
  );
  if (!row) return { id, depth: 0, closed: true };
  const { base, at, depth } = row;
  if (base === null) return { id, depth, closed: true };
  return { id, depth, closed: true, base: { list: chainOf(db, base), at } };
}
