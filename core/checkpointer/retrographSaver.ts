import { isDeepStrictEqual } from 'node:util';
import type { RunnableConfig } from '@langchain/core/runnables';
import {
  BaseCheckpointSaver,
  getCheckpointId,
  type ChannelVersions,
  type Checkpoint,
  type CheckpointListOptions,
  type CheckpointMetadata,
  type CheckpointPendingWrite,
  type CheckpointTuple,
  type DeltaChannelHistory,
  type PendingWrite,
} from '@langchain/langgraph-checkpoint';
import { shownChannels } from '../protocol/channels.ts';
import type { Database } from '../storage/database.ts';
import { changedChannels } from '../storage/structure/changedChannels.ts';
import { deltasOf } from '../storage/structure/deltas.ts';
import { forgetThread } from '../storage/structure/forget.ts';
import type { LightRow } from '../storage/structure/lightRow.ts';
import { lightRows } from '../storage/structure/lightRows.ts';
import { createSerializedReader, packTyped, unpackTyped } from '../storage/structure/serialized.ts';
import {
  findCheckpoint,
  hasLooseWrites,
  listCheckpoints,
  readWrites,
  type StoredCheckpoint,
} from '../storage/structure/stored.ts';
import type { WriteToStore, Writer } from '../storage/structure/writer.ts';
import type { Ref } from '../structure/header.ts';
import { isJsonPlus, writeTextWith } from '../structure/serde.ts';
import type { WriteText } from '../structure/trace.ts';
import type { Commits } from './commits.ts';
import { configOf, keyOf, threadOf, warnOfLoss, type RetrographSaverOptions } from './configs.ts';
import { createSaverWriter } from './saverWriter.ts';
import { addSends, lacksSends, SENDS } from './pendingSends.ts';
import { openShared, type SharedDatabase } from './sharedDatabase.ts';
import {
  separateValues,
  sharedValues,
  valuesIn,
  type ValueOf,
  type ValueSource,
} from './storedValues.ts';
import { writeToStore } from './writeToStore.ts';

/**
 * A LangGraph checkpointer that stores a super-step as what it changed, in a SQLite file that Retrograph opens.
 *
 * Checkpoints that `list` (and so `getStateHistory`) gives share what they have in common: treat them as
 * read-only. What `getTuple` gives is one's own.
 */
export class RetrographSaver extends BaseCheckpointSaver {
  private readonly shared: SharedDatabase;
  private readonly db: Database;
  private readonly commits: Commits;
  private readonly writer: Writer;
  private readonly values: ValueSource;
  /** Absent where the serializer is not LangGraph's own: then checkpoints are written whole. */
  private readonly writeText: WriteText | undefined;

  /** Opens, and on the first time makes, the database at `path`; `:memory:` keeps it in memory. */
  constructor(path: string, options: RetrographSaverOptions = {}) {
    const { busyTimeout = 5000, serde, onLoss = warnOfLoss } = options;
    super(serde);
    const used = this.serde;
    this.shared = openShared(path, busyTimeout, () => {
      this.writer.reset();
      this.values.prepared.forget();
    });
    const { db, commits } = this.shared;
    this.db = db;
    this.commits = commits;
    this.writeText = isJsonPlus(used) ? writeTextWith(used) : undefined;
    this.writer = createSaverWriter(this.db, used, onLoss);
    this.values = valuesIn(this.db, (text) => used.loadsTyped('json', text));
  }

  /** Commits what is open, and closes the file if nothing else of this process uses it. */
  close(): void {
    this.shared.close();
  }

  async getTuple(config: RunnableConfig): Promise<CheckpointTuple | undefined> {
    const stored = this.find(config);
    if (!stored) return undefined;
    const tuple = await this.tupleOf(stored, separateValues(this.values));
    return getCheckpointId(config) ? { ...tuple, config } : tuple;
  }

  async *list(
    config: RunnableConfig,
    { limit, before, filter }: CheckpointListOptions = {},
  ): AsyncGenerator<CheckpointTuple> {
    const { thread_id, checkpoint_id } = keyOf(config);
    const ns: unknown = config.configurable?.['checkpoint_ns'];
    const wanted = Object.entries(filter ?? {}).filter(([, value]) => value !== undefined);
    const bound = before && keyOf(before).checkpoint_id;
    const shared = sharedValues(this.values);
    let left = limit ?? Infinity;
    const found = listCheckpoints(this.db, {
      ...(thread_id !== undefined && { thread_id }),
      ...(typeof ns === 'string' && { checkpoint_ns: ns }),
      ...(checkpoint_id && { checkpoint_id }),
      ...(bound && { before: bound }),
      ...(limit !== undefined && wanted.length === 0 && { limit }),
    });
    for (const stored of found) {
      if (left <= 0) return;
      const metadata = await this.metadataOf(stored);
      const fields = metadata as unknown as Record<string, unknown>;
      if (!wanted.every(([key, value]) => isDeepStrictEqual(fields[key], value))) continue;
      left -= 1;
      // Its reducers may change what they are given.
      const values = hasLooseWrites(stored) ? separateValues(this.values) : shared;
      yield this.tupleOf(stored, values, metadata);
    }
  }

  async put(
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
    newVersions: ChannelVersions = {},
  ): Promise<RunnableConfig> {
    const { thread_id, checkpoint_ns, checkpoint_id: parent } = threadOf(config, 'put checkpoint');
    const { v, id, ts, channel_values, channel_versions, versions_seen } = checkpoint;
    const known = { v, id, ts, channel_values, channel_versions, versions_seen };
    const { writeText } = this;
    const dumped = writeText ? undefined : await this.serde.dumpsTyped(known);
    const stored = writeText
      ? (writeText(metadata) ?? '{}')
      : packTyped(await this.serde.dumpsTyped(metadata));
    this.commits.now(() =>
      this.writer.put({
        thread_id,
        checkpoint_ns,
        checkpoint_id: id,
        ...(parent && { parent_checkpoint_id: parent }),
        state: dumped ? { whole: dumped } : known,
        created_at: ts,
        metadata: stored,
        step: metadata.step ?? -1,
        source: metadata.source ?? 'loop',
        changed: shownChannels(Object.keys(newVersions)),
      }),
    );
    return configOf(thread_id, checkpoint_ns, id);
  }

  async putWrites(
    config: RunnableConfig,
    writes: PendingWrite[],
    task_id: string,
    task_path = '',
  ): Promise<void> {
    const { thread_id, checkpoint_ns, checkpoint_id } = threadOf(config, 'put writes');
    if (!checkpoint_id) {
      throw new Error(
        'Failed to put writes. The passed RunnableConfig is missing a required "checkpoint_id" field in its "configurable" property.',
      );
    }
    const given = writes.map(writeToStore);
    const rows = this.writeText ? given : await Promise.all(given.map((one) => this.typed(one)));
    const task = { thread_id, checkpoint_ns, checkpoint_id, task_id, task_path, writes: rows };
    await this.commits.later(() => this.writer.putWrites(task));
  }

  async deleteThread(threadId: string): Promise<void> {
    this.commits.now(() => forgetThread(this.db, threadId));
    await this.shared.freed();
  }

  /** All checkpoints of a thread, newest first, without their state: as fast for a large one as for a small one. */
  rows(threadId: string): LightRow[] {
    return lightRows(this.db, threadId);
  }

  /** Channels of different values, which are not read. Undefined when one is missing or of another serializer. */
  changedChannels(one: RunnableConfig, other: RunnableConfig): string[] | undefined {
    const [before, after] = [this.find(one), this.find(other)];
    return before && after && changedChannels(before, after);
  }

  override async getDeltaChannelHistory({
    config,
    channels,
  }: {
    config: RunnableConfig;
    channels: string[];
  }): Promise<Record<string, DeltaChannelHistory>> {
    const stored = this.find(config);
    const found = stored ? deltasOf(this.db, stored, channels) : {};
    const valueOf = separateValues(this.values);
    const history: Record<string, DeltaChannelHistory> = {};
    for (const channel of channels) {
      const { seed, writes = [] } = found[channel] ?? {};
      const entry: DeltaChannelHistory = { writes: [] };
      for (const [task, ref, type] of writes)
        entry.writes.push([task, channel, await this.writeOf(ref, type, valueOf)]);
      if (seed !== undefined) entry.seed = await valueOf(seed);
      history[channel] = entry;
    }
    return history;
  }

  private async typed(write: WriteToStore): Promise<WriteToStore> {
    const [type, value] = await this.serde.dumpsTyped(write.value);
    return { ...write, type, value };
  }

  private find(config: RunnableConfig): StoredCheckpoint | undefined {
    const { thread_id, checkpoint_ns } = keyOf(config);
    if (thread_id === undefined) return undefined;
    return findCheckpoint(this.db, thread_id, checkpoint_ns, getCheckpointId(config));
  }

  private async metadataOf({ metadata }: StoredCheckpoint): Promise<CheckpointMetadata> {
    if (typeof metadata === 'string')
      return (await this.values.reviver.revive(metadata)) as CheckpointMetadata;
    return this.serde.loadsTyped(...unpackTyped(metadata)) as Promise<CheckpointMetadata>;
  }

  private async tupleOf(
    stored: StoredCheckpoint,
    valueOf: ValueOf,
    metadata?: CheckpointMetadata,
  ): Promise<CheckpointTuple> {
    const { lane, checkpoint_id, parent_checkpoint_id: parent } = stored;
    const checkpoint = await this.checkpointOf(stored, valueOf);
    if (parent && lacksSends(checkpoint)) {
      addSends(checkpoint, await this.sendsOf(stored, parent), this);
    }
    return {
      config: configOf(lane.thread_id, lane.checkpoint_ns, checkpoint_id),
      checkpoint,
      metadata: metadata ?? (await this.metadataOf(stored)),
      pendingWrites: await this.writesOf(stored, valueOf),
      ...(parent && { parentConfig: configOf(lane.thread_id, lane.checkpoint_ns, parent) }),
    };
  }

  private async checkpointOf(stored: StoredCheckpoint, valueOf: ValueOf): Promise<Checkpoint> {
    const { header, checkpoint_id: id, created_at: ts } = stored;
    if (header.whole) {
      const [type, bytes] = createSerializedReader(this.db).checkpoint(stored);
      return this.serde.loadsTyped(type, bytes) as Promise<Checkpoint>;
    }
    const channel_values: Record<string, unknown> = {};
    for (const [channel, ref] of Object.entries(header.refs)) {
      const value = valueOf(ref);
      channel_values[channel] = value instanceof Promise ? await value : value;
    }
    const { v, versions: channel_versions, seen: versions_seen } = header;
    return { v, id, ts, channel_values, channel_versions, versions_seen };
  }

  private async writesOf(
    stored: StoredCheckpoint,
    valueOf: ValueOf,
    only?: Set<string>,
  ): Promise<CheckpointPendingWrite[]> {
    const writes: CheckpointPendingWrite[] = [];
    for (const { task_id, write } of readWrites(this.db, stored)) {
      const [, channel, ref, type] = write;
      if (only && !only.has(channel)) continue;
      const value = this.writeOf(ref, type, valueOf);
      writes.push([task_id, channel, value instanceof Promise ? await value : value]);
    }
    return writes;
  }

  private writeOf(ref: Ref, type: string | undefined, valueOf: ValueOf): unknown {
    if (type === undefined) return valueOf(ref);
    return this.serde.loadsTyped(type, createSerializedReader(this.db).bytes(ref));
  }

  private async sendsOf({ lane }: StoredCheckpoint, checkpointId: string): Promise<unknown[]> {
    const before = findCheckpoint(this.db, lane.thread_id, lane.checkpoint_ns, checkpointId);
    const values = separateValues(this.values);
    const writes = before ? await this.writesOf(before, values, new Set([SENDS])) : [];
    return writes.map(([, , value]) => value);
  }
}
