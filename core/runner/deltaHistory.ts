import type { Pregel, RunnableConfig } from './langgraph.ts';
import type { Checkpoint, CheckpointTuple, HostSaver, PendingWrite } from './hostSaver.ts';
import type { Serialized, StoredTuple } from './messages.ts';

/** What LangGraph replays for one channel: writes, oldest first, on top of `seed`. */
export interface DeltaHistory {
  writes: PendingWrite[];
  seed?: unknown;
}

const byTask = ([a]: PendingWrite, [b]: PendingWrite): number => (a < b ? -1 : a > b ? 1 : 0);

/** What replays writes: a `DeltaChannel` (langgraph/channels/delta.js). */
interface DeltaChannel {
  fromCheckpoint: (seed: unknown) => DeltaChannel;
  replayWrites: (writes: PendingWrite[]) => void;
  isAvailable: () => boolean;
  get: () => unknown;
}

/**
 * The values of an update's checkpoint with those of the `DeltaChannel`s that LangGraph leaves out, as it would read them, and in
 * the form in which its serializer writes a whole one. `config` is that of the checkpoint it follows.
 */
export async function wholeValues(
  { getTuple }: Pick<HostSaver, 'getTuple'>,
  config: RunnableConfig,
  { channel_values: held }: Checkpoint,
  channelsAt: (ns: string) => Pregel['channels'],
): Promise<Record<string, unknown>> {
  const ns = config.configurable?.['checkpoint_ns'];
  const lacking = Object.entries(channelsAt(typeof ns === 'string' ? ns : '')).filter(
    ([name, channel]) => channel.lc_graph_name === 'DeltaChannel' && !Object.hasOwn(held, name),
  );
  if (lacking.length === 0) return held;
  const names = lacking.map(([name]) => name);
  const history = await pastFrom(getTuple, config, names);
  const values = { ...held };
  for (const [name, spec] of lacking) {
    const { seed, writes = [] } = history[name] ?? {};
    const channel = (spec as unknown as DeltaChannel).fromCheckpoint(seed);
    channel.replayWrites(writes);
    if (channel.isAvailable())
      values[name] = { lc: 2, type: 'delta_snapshot', value: channel.get() };
  }
  return values;
}

/**
 * The past of `DeltaChannel`s (1.4 on), which checkpoints leave out: walks the parents of `config` until each
 * channel's nearest stored value. The writes of that ancestor itself count, because they came after its value.
 */
export async function deltaHistory(
  getTuple: (config: RunnableConfig) => Promise<CheckpointTuple | undefined>,
  config: RunnableConfig,
  channels: string[],
): Promise<Record<string, DeltaHistory>> {
  if (channels.length === 0) return {};
  const own = await getTuple(config);
  const { deltas: known = {}, parentConfig } = own ?? {};
  const open = channels.filter((channel) => !Object.hasOwn(known, channel));
  return { ...(await pastFrom(getTuple, parentConfig, open)), ...only(known, channels) };
}

const only = <T>(record: Record<string, T>, names: string[]): Record<string, T> =>
  Object.fromEntries(Object.entries(record).filter(([name]) => names.includes(name)));

/** The same for a checkpoint that follows the one of `config`. */
async function pastFrom(
  getTuple: (config: RunnableConfig) => Promise<CheckpointTuple | undefined>,
  config: RunnableConfig | undefined,
  channels: string[],
): Promise<Record<string, DeltaHistory>> {
  const history: Record<string, DeltaHistory> = Object.fromEntries(
    channels.map((channel): [string, DeltaHistory] => [channel, { writes: [] }]),
  );
  const open = new Set(channels);
  let at = config;
  while (at && open.size > 0) {
    const tuple = await getTuple(at);
    if (!tuple) break;
    const { channel_values: held } = tuple.checkpoint;
    for (const channel of open) {
      const entry = history[channel];
      if (!entry) continue;
      const writes = tuple.pendingWrites.filter(([, written]) => written === channel);
      // What it says of its own past, part of which was deleted, is whole.
      const known = tuple.deltas?.[channel];
      entry.writes.unshift(...(known?.writes ?? []), ...writes.sort(byTask));
      const hasValue = Object.hasOwn(held, channel);
      if (!hasValue && !known) continue;
      const seed = hasValue ? held[channel] : known?.seed;
      if (seed !== undefined) entry.seed = seed;
      open.delete(channel);
    }
    at = tuple.parentConfig;
  }
  return history;
}

/** What a stored checkpoint says of its own past. */
export async function reviveDeltas(
  stored: NonNullable<StoredTuple['deltas']>,
  load: (value: Serialized) => Promise<unknown>,
): Promise<Record<string, DeltaHistory>> {
  const revived: Record<string, DeltaHistory> = {};
  for (const [channel, { seed, writes }] of Object.entries(stored)) {
    const history: DeltaHistory = { writes: [] };
    for (const [task, value] of writes) history.writes.push([task, channel, await load(value)]);
    if (seed) history.seed = await load(seed);
    revived[channel] = history;
  }
  return revived;
}
