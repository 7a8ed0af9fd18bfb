import { shownChannels } from '../protocol/channels.ts';
import { serializedValue } from '../storage/values/textCache.ts';
import type { StoredCheckpoint } from './reader.ts';

/** User channels whose versions differ from those of the checkpoint before; without one, all that have been written. */
export function changedSince(
  before: StoredCheckpoint | undefined,
  after: StoredCheckpoint,
): string[] {
  const known = before ? versionsOf(before) : {};
  const changed = Object.entries(versionsOf(after)).filter(
    ([channel, version]) => known[channel] !== version,
  );
  return shownChannels(changed.map(([channel]) => channel));
}

const versionsOf = ({ checkpoint }: StoredCheckpoint): Record<string, unknown> =>
  Object(serializedValue(checkpoint).inner?.child('channel_versions')?.toJson()) as Record<
    string,
    unknown
  >;
