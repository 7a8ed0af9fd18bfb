import type { ThreadWeight } from '../../protocol/storage.ts';
import type { Database } from '../database.ts';
import { fullId } from './compactId.ts';
import { createLanes, type Lane } from './lanes.ts';
import { createWalk, headersAt, ROW, writesAt, type RowRefs } from './reachable.ts';
import { lightRow } from './lightRows.ts';

/** How long to go on before others are let do something, in milliseconds. */
const SLICE = 12;
const HEAVIEST = 5;

/** LangGraph's own channels, and what is not JSON. */
const OTHER = '';

const turn = () => new Promise<void>((resolve) => void setImmediate(resolve));

/**
 * What a thread weighs on disk, in bytes, by channel: everything is counted once, for the oldest checkpoint that has
 * it, so a checkpoint weighs what it added. Reads the whole thread, a little at a time. What a branch has of the
 * thread it began from is not its own.
 */
export async function weighThread(db: Database, threadId: string): Promise<ThreadWeight> {
  let seen = 0;
  const walk = createWalk(db, (bytes) => (seen += bytes));
  const channels = new Map<string, number>();
  const checkpoints = new Map<string, { lane: Lane; id: string; bytes: number }>();
  let rows = 0;
  let until = performance.now() + SLICE;

  const weigh = (lane: Lane, { id, refs, bytes }: RowRefs) => {
    let added = bytes + ROW;
    rows += bytes + ROW;
    for (const [channel, ref] of refs) {
      seen = 0;
      walk.visit(ref);
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
  for (const rowsOf of [headersAt, writesAt]) {
    for (const lane of lanes) {
      for (const row of rowsOf(db, { lane: lane.id })) {
        weigh(lane, row);
        if (performance.now() < until) continue;
        await turn();
        until = performance.now() + SLICE;
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
