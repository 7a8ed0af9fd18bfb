import { onlyHole } from '../structure/holes.ts';
import type { Reader } from '../structure/reader.ts';
import type { Reviver } from '../structure/revive.ts';

/** Gives the value of a text, anew every time. */
type Make = () => unknown;

/** The data read lately, as far as reading them is the same for everyone who asks. */
export interface Prepared {
  /** By their texts as they are stored. */
  makers: (texts: string[]) => Make[];
  /** A transaction failed: ids that were given out in it are given out again. */
  forget: () => void;
}

/** Characters kept at most; half of them for sure. */
const CAPACITY = 16_000_000;

/** What is stored under an id never changes, and the id is never another's; a text with other holes may. */
export function createPrepared(reader: Reader, { prepare }: Reviver): Prepared {
  let kept = new Map<string, Make>();
  let older = new Map<string, Make>();
  let size = 0;

  const keep = (text: string, make: Make, length: number) => {
    if (onlyHole(text) === undefined || length > CAPACITY / 4) return;
    if (size + length > CAPACITY / 2) {
      older = kept;
      kept = new Map();
      size = 0;
    }
    kept.set(text, make);
    size += length;
  };

  return {
    makers: (texts) => {
      const makers = new Map<string, Make>();
      const missing = new Set<string>();
      for (const text of texts) {
        const known = kept.get(text) ?? older.get(text);
        if (known) makers.set(text, known);
        else missing.add(text);
      }
      const filled = reader.fillAll([...missing]);
      let at = 0;
      for (const text of missing) {
        const whole = filled[at++] as string;
        const make = prepare(whole);
        makers.set(text, make);
        keep(text, make, whole.length);
      }
      return texts.map((text) => makers.get(text) as Make);
    },
    forget: () => {
      kept = new Map();
      older = new Map();
      size = 0;
    },
  };
}
