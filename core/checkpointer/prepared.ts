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
export function createPrepared(reader: Reader, { prepare, revive }: Reviver): Prepared {
  let kept = new Map<string, Make>();
  let older = new Map<string, Make>();
  let size = 0;

  const find = (text: string) => kept.get(text) ?? older.get(text);

  const keep = (text: string, whole: string) => {
    if (onlyHole(text) === undefined || whole.length > CAPACITY / 4) return;
    if (size + whole.length > CAPACITY / 2) {
      older = kept;
      kept = new Map();
      size = 0;
    }
    kept.set(text, prepare(whole));
    size += whole.length;
  };

  return {
    makers: (texts) => {
      const known = texts.map(find);
      const filled = reader.fillAll(texts.filter((_, index) => !known[index]));
      let at = 0;
      return texts.map((text, index) => {
        const make = known[index];
        if (make) return make;
        const whole = filled[at++] as string;
        if (!kept.has(text)) keep(text, whole);
        return () => revive(whole);
      });
    },
    forget: () => {
      kept = new Map();
      older = new Map();
      size = 0;
    },
  };
}
