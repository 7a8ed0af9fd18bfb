import { createRecent } from '../structure/recent.ts';
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
  const recent = createRecent<Make>(CAPACITY);

  const keep = (text: string, whole: string) => {
    if (onlyHole(text) === undefined || whole.length > CAPACITY / 4) return;
    recent.set(text, prepare(whole), whole.length);
  };

  return {
    makers: (texts) => {
      const known = texts.map(recent.get);
      const filled = reader.fillAll(texts.filter((_, index) => !known[index]));
      let at = 0;
      return texts.map((text, index) => {
        const make = known[index];
        if (make) return make;
        const whole = filled[at++] as string;
        if (!recent.has(text)) keep(text, whole);
        return () => revive(whole);
      });
    },
    forget: recent.clear,
  };
}
