import { useState } from 'react';
import { keyOf, type Place, subjectOf } from '../store/valueCache.ts';

/** Whatever is shown of the value at `root`; `sought`: of what is found in it. */
interface Shown {
  root: Place;
  sought?: string;
}

interface Steady<T> {
  shown: T;
  /** The one that is shown once it is read. */
  reading: T;
}

/**
 * What to show of a value whose moment moves: the last one that was read until the next one is, so that nothing jumps at a
 * step. One is read at a time and then the newest, so that a run of more steps than can be read is followed all the same.
 * Another value is shown at once, read or not. What else is looked for does not wait for what was looked for before.
 * `isRead` asks for what is missing.
 */
export function useSteady<T extends Shown>(wanted: T, isRead: (content: T) => boolean): T {
  const [before, setBefore] = useState<Steady<T>>({ shown: wanted, reading: wanted });
  const now = nextOf(before, wanted, isRead);
  if (now !== before) setBefore(now);
  return isSame(now.shown, wanted) ? wanted : now.shown;
}

function nextOf<T extends Shown>(
  before: Steady<T>,
  wanted: T,
  isRead: (content: T) => boolean,
): Steady<T> {
  const { shown, reading } = before;
  if (subjectOf(shown.root) !== subjectOf(wanted.root)) return { shown: wanted, reading: wanted };
  if (isSame(shown, wanted)) return before;
  if (isRead(reading)) return { shown: reading, reading: wanted };
  return seeksSame(reading, wanted) ? before : { shown, reading: wanted };
}

const seeksSame = (one: Shown, other: Shown): boolean =>
  (one.sought ?? '') === (other.sought ?? '');

export const isSame = (one: Shown, other: Shown): boolean =>
  keyOf(one.root) === keyOf(other.root) && seeksSame(one, other);
