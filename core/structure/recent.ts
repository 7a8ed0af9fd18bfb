/** What was met lately, by its text. */
export interface Recent<T> {
  get: (text: string) => T | undefined;
  has: (text: string) => boolean;
  /** `size`: what it counts, of the capacity. */
  set: (text: string, value: T, size: number) => void;
  clear: () => void;
}

interface Entry<T> {
  text: string;
  value: T;
  /** Texts that look alike are kept beside it, by the whole of them. */
  others: boolean;
}

/** Texts up to this many characters are looked at whole. */
const SHORT = 256;
const SAMPLES = 48;

/**
 * `capacity`: how much is kept at most, unless one is larger; half of it for sure. Two maps in turn, because a map of
 * which the oldest is deleted again and again is slow to find its oldest.
 */
export function createRecent<T>(capacity: number): Recent<T> {
  let kept = new Map<string | number, Entry<T>>();
  let older = new Map<string | number, Entry<T>>();
  let size = 0;

  const find = (text: string): Entry<T> | undefined => {
    const key = keyOf(text);
    return findIn(kept, key, text) ?? findIn(older, key, text);
  };

  return {
    get: (text) => find(text)?.value,
    has: (text) => find(text) !== undefined,
    set: (text, value, added) => {
      const key = keyOf(text);
      const known = findIn(kept, key, text);
      if (known) {
        known.value = value;
        return;
      }
      if (size + added > capacity / 2) {
        older = kept;
        kept = new Map();
        size = 0;
      }
      size += added;
      const alike = kept.get(key);
      if (alike) alike.others = true;
      kept.set(alike ? text : key, { text, value, others: false });
    },
    clear: () => {
      kept = new Map();
      older = new Map();
      size = 0;
    },
  };
}

function findIn<T>(
  map: Map<string | number, Entry<T>>,
  key: string | number,
  text: string,
): Entry<T> | undefined {
  const entry = map.get(key);
  if (entry === undefined || entry.text === text) return entry;
  return entry.others ? map.get(text) : undefined;
}

/**
 * To hash a long text takes twenty times as long as to compare two: of those, a number is made of their length and of
 * characters here and there.
 */
function keyOf(text: string): string | number {
  const { length } = text;
  if (length <= SHORT) return text;
  let hash = length;
  const apart = length / SAMPLES;
  for (let at = 0; at < length; at += apart) {
    hash = (Math.imul(hash, 31) + text.charCodeAt(at | 0)) | 0;
  }
  return hash;
}
