import type { Database } from '../database.ts';
import { fullId, type CompactId } from './compactId.ts';
import { createWalk, headersIn, ROW, writesIn, type Found, type Pieces } from './reachable.ts';

/** Checkpoints of a lane with their writes: those that are meant, all of them when `has` is absent. */
export interface Rows {
  lane: number;
  has?: (id: CompactId) => boolean;
}

/**
 * Finds what `gone` leads to and `needed` does not; the rows of `gone` themselves are found too, as nothing but bytes. `saw` is
 * told what is found with the newest checkpoint of `gone` that has it. What is written to the lanes meanwhile may be
 * missed: it refers to nothing but what is needed already, or is new.
 */
export function* findUnneeded(
  db: Database,
  needed: Rows[],
  gone: Rows[],
  saw: (found: Found, lane: number, id: string) => void,
): Pieces {
  let tell = (_found: Found): void => {};
  const walk = createWalk(db, (found) => tell(found));
  const visitAll = function* (all: Rows[], isGone: boolean): Pieces {
    for (const rowsOf of [headersIn, writesIn]) {
      for (const { lane, has } of all) {
        for (const { id, refs, bytes } of rowsOf(db, lane, 'newest first')) {
          yield;
          if (has && !has(id)) continue;
          if (isGone) {
            tell = (found) => saw(found, lane, fullId(id));
            tell({ bytes: bytes + ROW });
          }
          for (const [, ref] of refs) yield* walk.visit(ref);
        }
      }
    }
  };
  yield* visitAll(needed, false);
  yield* visitAll(gone, true);
}
