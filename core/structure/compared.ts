/** Something stored that later values are compared with. */
export interface Compared {
  /** The object that it was last compared with. */
  with?: WeakRef<object>;
}

/**
 * Whether `value` is another object than the last time, and remembers it. Then its strings are others too, though they may
 * be equal: comparing them takes their length, which it does not once the trace holds the very same (`isUnchanged`).
 * A thread that is read from the file for its next run is all new objects.
 */
export function isOther(compared: Compared, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (compared.with?.deref() === value) return false;
  compared.with = new WeakRef(value);
  return true;
}
