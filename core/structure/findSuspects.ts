import { circleIn, suspectsOf, type Suspect } from './losses.ts';
import { unitOf, type WriteText } from './trace.ts';
import { BigIntFound, createWalk, Endless, type Units } from './walk.ts';

/** Nothing is known and nothing is stored by itself. */
const units: Units = {
  known: () => undefined,
  partOf: () => undefined,
  opaque: () => unitOf('', 0, undefined),
};

/** What of a value may not come back as it was; nothing of one that is refused. */
export function findSuspects(value: unknown, path: string, write: WriteText): Suspect[] {
  const walk = createWalk(units, []);
  try {
    walk.size(value, []);
  } catch (error) {
    if (error instanceof BigIntFound) return [];
    if (!(error instanceof Endless)) throw error;
    const circle = circleIn(value, path);
    return circle ? [circle] : [];
  }
  return suspectsOf(value, path, walk.suspects, write);
}
