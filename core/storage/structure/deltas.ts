import { shownChannel } from '../../protocol/channels.ts';
import type { Deltas, Ref } from '../../structure/header.ts';
import { createReader } from '../../structure/reader.ts';
import { SNAPSHOT } from '../../structure/snapshot.ts';
import type { Database } from '../database.ts';
import { storedStructure } from './packs.ts';
import { findCheckpoint, readWrites, type StoredCheckpoint } from './stored.ts';

/**
 * What LangGraph replays for channels that a checkpoint does not hold (`DeltaChannel`, 1.4 on): the writes of the checkpoints
 * before it, back to the nearest that holds the channel. The writes of that one count, because they came after its value.
 */
export function deltasOf(
  db: Database,
  stored: StoredCheckpoint,
  channels: string[],
): Record<string, Deltas> {
  const { thread_id, checkpoint_ns } = stored.lane;
  const found = channels.map((channel): [string, Deltas] => [channel, { writes: [] }]);
  const open = new Map(found);
  const take = (channel: string, deltas: Deltas, { seed, writes }: Deltas) => {
    deltas.writes.unshift(...writes);
    if (seed !== undefined) deltas.seed = seed;
    open.delete(channel);
  };
  for (let at: StoredCheckpoint | undefined = stored; at && open.size > 0;) {
    // What it says of its own past is whole.
    for (const [channel, deltas] of open) {
      const known = at.header.deltas?.[channel];
      if (known) take(channel, deltas, known);
    }
    if (open.size === 0 || at.parent_checkpoint_id === undefined) break;
    at = findCheckpoint(db, thread_id, checkpoint_ns, at.parent_checkpoint_id);
    if (!at) break;
    const all = readWrites(db, at);
    for (const [channel, deltas] of open) {
      const writes = all
        .filter(({ write }) => write[1] === channel)
        .map(({ task_id, write: [, , ref, type] }): Deltas['writes'][number] =>
          type === undefined ? [task_id, ref] : [task_id, ref, type],
        );
      const { refs } = at.header;
      if (Object.hasOwn(refs, channel)) take(channel, deltas, { seed: refs[channel], writes });
      else deltas.writes.unshift(...writes);
    }
  }
  return Object.fromEntries(found);
}

/**
 * Channels whose value takes the past of a checkpoint. LangGraph's metadata names them, except of an update: there they are
 * those of the checkpoints it follows.
 */
export function changedOnly(db: Database, stored: StoredCheckpoint): string[] {
  const { thread_id, checkpoint_ns } = stored.lane;
  const lacking = Object.keys(stored.header.versions).filter(
    (channel) => shownChannel(channel) !== undefined && !Object.hasOwn(stored.header.refs, channel),
  );
  const found: string[] = [];
  let open = lacking;
  for (let at: StoredCheckpoint | undefined = stored; at && open.length > 0;) {
    const { source, counters = {} } = metadataOf(at);
    const { refs } = at.header;
    found.push(...open.filter((one) => Object.hasOwn(counters, one) || isSnapshot(db, refs[one])));
    open = open.filter((one) => !found.includes(one) && !Object.hasOwn(refs, one));
    if (source !== 'update' || at.parent_checkpoint_id === undefined) break;
    at = findCheckpoint(db, thread_id, checkpoint_ns, at.parent_checkpoint_id);
  }
  return found;
}

interface Metadata {
  source?: string;
  counters?: object;
}

/** Most have neither, and are not parsed. */
function metadataOf({ metadata }: StoredCheckpoint): Metadata {
  if (typeof metadata !== 'string' || !/counters_since_delta_snapshot|"update"/.test(metadata))
    return {};
  const { source, counters_since_delta_snapshot: counters } = JSON.parse(metadata) as {
    source?: string;
    counters_since_delta_snapshot?: object;
  };
  return { ...(source && { source }), ...(counters && { counters }) };
}

/** A whole value as LangGraph's serializer writes it. */
const isSnapshot = (db: Database, ref: Ref | undefined): boolean =>
  (typeof ref === 'number' || typeof ref === 'string') &&
  (typeof ref === 'string' ? ref : createReader(storedStructure(db)).raw(ref)).startsWith(SNAPSHOT);

/**
 * The references of a checkpoint's channels, with those of channels kept as changes that nothing has changed since a
 * checkpoint before it, which has their value.
 */
export function refsWithPast(db: Database, stored: StoredCheckpoint): Record<string, Ref> {
  const { refs } = stored.header;
  const changed = changedOnly(db, stored);
  if (changed.length === 0) return refs;
  const unchanged = Object.entries(deltasOf(db, stored, changed)).flatMap(
    ([channel, { seed, writes }]): [string, Ref][] =>
      seed !== undefined && writes.length === 0 ? [[channel, seed]] : [],
  );
  return { ...refs, ...Object.fromEntries(unchanged) };
}
