import { sameRef } from '../../structure/header.ts';
import type { StoredCheckpoint } from './stored.ts';

/**
 * Channels whose values differ between two checkpoints, found without reading a value: what is the same is stored in the
 * same place. Undefined when one of them is not stored by structure. After checkpoints were written without knowing each
 * other (two programs at one thread), equal values may lie in two places and are named.
 */
export function changedChannels(
  one: StoredCheckpoint,
  other: StoredCheckpoint,
): string[] | undefined {
  if (one.header.whole || other.header.whole) return undefined;
  const [before, after] = [one.header.refs, other.header.refs];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((channel) => {
    if (!Object.hasOwn(before, channel) || !Object.hasOwn(after, channel)) return true;
    const [was, is] = [before[channel], after[channel]];
    return was === undefined || is === undefined || !sameRef(was, is);
  });
}
