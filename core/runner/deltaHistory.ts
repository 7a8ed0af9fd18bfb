import type { RunnableConfig } from './langgraph.ts';
import type { CheckpointTuple, PendingWrite } from './hostSaver.ts';

/** What LangGraph replays for one channel: writes, oldest first, on top of `seed`. */
export interface DeltaHistory {
  writes: PendingWrite[];
  seed?: unknown;
}

const byTask = ([a]: PendingWrite, [b]: PendingWrite): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * The past of `DeltaChannel`s (1.4 on), which most checkpoints leave out: walks the parents of `config` until each
 * channel's nearest stored value. The writes of that ancestor itself count, because they came after its value.
 */
export async function deltaHistory(
  getTuple: (config: RunnableConfig) => Promise<CheckpointTuple | undefined>,
  config: RunnableConfig,
  channels: string[],
): Promise<Record<string, DeltaHistory>> {
  const history: Record<string, DeltaHistory> = Object.fromEntries(
    channels.map((channel): [string, DeltaHistory] => [channel, { writes: [] }]),
  );
  const open = new Set(channels);
  let at = open.size > 0 ? (await getTuple(config))?.parentConfig : undefined;
  while (at && open.size > 0) {
    const tuple = await getTuple(at);
    if (!tuple) break;
    for (const channel of open) {
      const entry = history[channel];
      if (!entry) continue;
      const writes = tuple.pendingWrites.filter(([, written]) => written === channel);
      entry.writes.unshift(...writes.sort(byTask));
      if (!Object.hasOwn(tuple.checkpoint.channel_values, channel)) continue;
      entry.seed = tuple.checkpoint.channel_values[channel];
      open.delete(channel);
    }
    at = tuple.parentConfig;
  }
  return history;
}
