import type { Suspect } from './losses.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import type { WriteText } from './trace.ts';

/** The epoch of a thread of which nothing was ever deleted, and so all that a recorder remembers is there. */
export const NOTHING_DELETED = '0';

/** Recorders that know nothing of each other, by whose they are. */
export interface Recorders<Owner> {
  of: (owner: Owner) => Recorder;
  /** All forget everything. */
  reset: () => void;
}

/** The ones last used are kept: another has to read back where its owner stands. */
const KEPT = 64;

/** `suspected` hears of what may not come back as it was, while the value is still as it was stored. */
export function createRecorders<Owner>(
  write: WriteText,
  nextId: () => number,
  suspected?: (suspect: Suspect) => void,
): Recorders<Owner> {
  const kept = new Map<Owner, Recorder>();
  let latest: { owner: Owner; recorder: Recorder } | undefined;
  return {
    of: (owner) => {
      if (latest?.owner === owner) return latest.recorder;
      const recorder = kept.get(owner) ?? createRecorder(write, nextId, suspected);
      kept.delete(owner);
      kept.set(owner, recorder);
      for (const oldest of kept.keys()) {
        if (kept.size <= KEPT) break;
        kept.delete(oldest);
      }
      latest = { owner, recorder };
      return recorder;
    },
    reset: () => {
      for (const recorder of kept.values()) recorder.reset();
    },
  };
}
