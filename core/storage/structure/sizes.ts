import type { ThreadWeight } from '../../protocol/storage.ts';
import type { Database } from '../database.ts';
import { fullId } from './compactId.ts';
import { createLanes, type Lane } from './lanes.ts';
import { createWalk, headersIn, ROW, writesIn, type RowRefs } from './reachable.ts';
import { pageBytes } from './lightPages.ts';
import { lightRow } from './lightRows.ts';

const HEAVIEST = 5;

/** LangGraph's own channels, and what is not JSON. */
const OTHER = '';

/**
 * What a thread weighs on disk, in bytes, by channel: everything is counted once, for the oldest checkpoint that has
 * it, so a checkpoint weighs what it added. Reads the whole thread, a little at a time. What a branch has of the
 * thread it began from is not its own.
 */
export function* weighThread(db: Database, threadId: string): Generator<undefined, ThreadWeight> {
  let seen = 0;
  const walk = createWalk(db, ({ bytes }) => (seen += bytes));
  const channels = new Map<string, number>();
  const checkpoints = new Map<string, { lane: Lane; id: string; bytes: number }>();
  let rows = 0;

  const weigh = function* (lane: Lane, { id, refs, bytes }: RowRefs) {
    let added = bytes + ROW;
    rows += bytes + ROW;
    for (const [channel, ref] of refs) {
      seen = 0;
      yield* walk.visit(ref);
      if (seen === 0) continue;
      const name = /^(__|branch:|join:)/.test(channel) ? OTHER : channel;
      channels.set(name, (channels.get(name) ?? 0) + seen);
      added += seen;
    }
    const key = `${lane.id} ${fullId(id)}`;
    const known = checkpoints.get(key)?.bytes ?? 0;
    checkpoints.set(key, { lane, id: fullId(id), bytes: known + added });
  };

  const lanes = createLanes(db).list(threadId);
  for (const { id } of lanes) rows += pageBytes(db, id);
  for (const rowsOf of [headersIn, writesIn]) {
    for (const lane of lanes) {
      for (const row of rowsOf(db, lane.id, 'oldest first')) {
        yield* weigh(lane, row);
        yield;
      }
    }
  }

  const data = [...channels.values()].reduce((sum, bytes) => sum + bytes, 0);
  const heaviest = [...checkpoints.values()]
    .sort((one, other) => other.bytes - one.bytes)
    .slice(0, HEAVIEST);
  return {
    thread_id: threadId,
    bytes: rows + data,
    checkpoints: checkpoints.size,
    channels: [...channels]
      .map(([channel, bytes]) => ({ channel, bytes }))
      .sort((one, other) => other.bytes - one.bytes),
    heaviest: heaviest.map(({ lane: { checkpoint_ns }, id, bytes }) => ({
      checkpoint_ns,
      checkpoint_id: id,
      step: lightRow(db, threadId, checkpoint_ns, id)?.step ?? 0,
      bytes,
    })),
  };
}
