import {
  BaseCheckpointSaver,
  WRITES_IDX_MAP,
  copyCheckpoint,
} from '@langchain/langgraph-checkpoint';
import type {
  Checkpoint,
  CheckpointListOptions,
  CheckpointMetadata,
  CheckpointTuple,
  PendingWrite,
} from '@langchain/langgraph-checkpoint';
import type { RunnableConfig } from '@langchain/core/runnables';
import type { CheckpointStore, StoredTuple } from '../../core/runner/messages.ts';

/** A LangGraph saver over a `CheckpointStore` with LangGraph's own serializer: the least that real graphs need. */
export class StoreSaver extends BaseCheckpointSaver {
  private readonly store: CheckpointStore;

  constructor(store: CheckpointStore) {
    super();
    this.store = store;
  }

  async getTuple(config: RunnableConfig): Promise<CheckpointTuple | undefined> {
    const stored = await this.store.getTuple(keyOf(config));
    return stored ? this.revived(stored) : undefined;
  }

  async *list(
    config: RunnableConfig,
    options?: CheckpointListOptions,
  ): AsyncGenerator<CheckpointTuple> {
    const { thread_id, checkpoint_ns, checkpoint_id } = config.configurable ?? {};
    const before = options?.before?.configurable?.['checkpoint_id'] as string | undefined;
    const query = { thread_id, checkpoint_ns, checkpoint_id, before, limit: options?.limit };
    for (const stored of await this.store.list(query)) yield this.revived(stored);
  }

  async put(
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
  ): Promise<RunnableConfig> {
    const { thread_id, checkpoint_ns, checkpoint_id: parent } = keyOf(config);
    const key = { thread_id, checkpoint_ns, checkpoint_id: checkpoint.id };
    await this.store.put({
      ...key,
      ...(parent && { parent_checkpoint_id: parent }),
      checkpoint: await this.serde.dumpsTyped(copyCheckpoint(checkpoint)),
      metadata: await this.serde.dumpsTyped(metadata),
      step: metadata.step,
      source: metadata.source,
      created_at: checkpoint.ts,
      changed: [],
    });
    return { configurable: key };
  }

  async putWrites(config: RunnableConfig, writes: PendingWrite[], taskId: string): Promise<void> {
    const { thread_id, checkpoint_ns, checkpoint_id = '' } = keyOf(config);
    const serialized = writes.map(async ([channel, value], index) => ({
      idx: WRITES_IDX_MAP[channel] ?? index,
      channel,
      value: await this.serde.dumpsTyped(value),
    }));
    await this.store.putWrites({
      thread_id,
      checkpoint_ns,
      checkpoint_id,
      task_id: taskId,
      task_path: '',
      writes: await Promise.all(serialized),
    });
  }

  deleteThread(threadId: string): Promise<void> {
    return this.store.deleteThread(threadId);
  }

  private async revived(stored: StoredTuple): Promise<CheckpointTuple> {
    const { thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id: parent } = stored;
    const configOf = (id: string) => ({
      configurable: { thread_id, checkpoint_ns, checkpoint_id: id },
    });
    const load = ([type, bytes]: [string, Uint8Array]) => this.serde.loadsTyped(type, bytes);
    return {
      config: configOf(checkpoint_id),
      checkpoint: (await load(stored.checkpoint)) as Checkpoint,
      metadata: (await load(stored.metadata)) as CheckpointMetadata,
      pendingWrites: await Promise.all(
        stored.writes.map(async ({ task_id, channel, value }) => {
          return [task_id, channel, await load(value)] as [string, string, unknown];
        }),
      ),
      ...(parent !== undefined && { parentConfig: configOf(parent) }),
    };
  }
}

function keyOf({ configurable = {} }: RunnableConfig) {
  const {
    thread_id,
    checkpoint_ns = '',
    checkpoint_id,
  } = configurable as {
    thread_id: string;
    checkpoint_ns?: string;
    checkpoint_id?: string;
  };
  return { thread_id, checkpoint_ns, ...(checkpoint_id && { checkpoint_id }) };
}
