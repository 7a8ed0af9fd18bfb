/** What was met lately, by its text. */
export interface Recent<T> {
  get: (text: string) => T | undefined;
  has: (text: string) => boolean;
  /** `size`: what it counts, of the capacity. */
  set: (text: string, value: T, size: number) => void;
  clear: () => void;
}

/**
 * `capacity`: how much is kept at most, unless one is larger; half of it for sure. Two maps in turn, because a map of
 * which the oldest is deleted again and again is slow to find its oldest.
 */
export function createRecent<T>(capacity: number): Recent<T> {
  let kept = new Map<string, T>();
  let older = new Map<string, T>();
  let size = 0;

  return {
    get: (text) => kept.get(text) ?? older.get(text),
    has: (text) => kept.has(text) || older.has(text),
    set: (text, value, added) => {
      if (!kept.has(text)) {
        if (size + added > capacity / 2) {
          older = kept;
          kept = new Map();
          size = 0;
        }
        size += added;
      }
      kept.set(text, value);
    },
    clear: () => {
      kept = new Map();
      older = new Map();
      size = 0;
    },
  };
}
