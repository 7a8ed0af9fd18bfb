import type {
  BaseCheckpointSaver,
  BaseStore,
  CheckpointListOptions,
  CheckpointMetadata,
  CheckpointTuple,
  ChannelVersions,
  Checkpoint,
  DeltaChannelHistory,
  Operation,
  OperationResults,
  PendingWrite,
  SerializerProtocol,
} from '@langchain/langgraph-checkpoint';
import type { RunnableConfig } from '@langchain/core/runnables';

/** The types of `retrograph/checkpointer`, as they are published. */

export interface RetrographSaverOptions {
  /** How long to wait for another process to finish writing, in milliseconds; 5,000 by default. */
  busyTimeout?: number;
  /** LangGraph's own by default. Any other writes whole checkpoints, which take the room that they take. */
  serde?: SerializerProtocol;
  /**
   * Hears what LangGraph's serializer does not keep of a state, one sentence for each path, as in "state.when was a Date;
   * LangGraph stores it as text." Without it, these are warnings of the process.
   */
  onLoss?: (sentence: string) => void;
}

/** A checkpoint without its state. */
export interface LightRow {
  thread_id: string;
  checkpoint_ns: string;
  checkpoint_id: string;
  parent_checkpoint_id?: string;
  step: number;
  source: string;
  /** User channels it changed. */
  changed: string[];
  /** Characters of the whole state. */
  size: number;
  created_at: string;
}

/**
 * A LangGraph checkpointer that stores a super-step as what it changed, in a SQLite file.
 *
 * Checkpoints that `list` (and so `getStateHistory`) gives share what they have in common: treat them as
 * read-only. What `getTuple` gives is one's own.
 */
export class RetrographSaver extends BaseCheckpointSaver {
  /** Opens, and on the first time makes, the database at `path`; `:memory:` keeps it in memory. */
  constructor(path: string, options?: RetrographSaverOptions);
  /** Commits what is open and closes the file. */
  close(): void;
  /** All checkpoints of a thread, newest first, without their state. */
  rows(threadId: string): LightRow[];
  /**
   * Channels whose values differ between two checkpoints, without reading a value. Undefined when one is missing, or was
   * written by another serializer.
   */
  changedChannels(one: RunnableConfig, other: RunnableConfig): string[] | undefined;
  getTuple(config: RunnableConfig): Promise<CheckpointTuple | undefined>;
  list(config: RunnableConfig, options?: CheckpointListOptions): AsyncGenerator<CheckpointTuple>;
  put(
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
    newVersions?: ChannelVersions,
  ): Promise<RunnableConfig>;
  putWrites(
    config: RunnableConfig,
    writes: PendingWrite[],
    taskId: string,
    taskPath?: string,
  ): Promise<void>;
  deleteThread(threadId: string): Promise<void>;
  getDeltaChannelHistory(options: {
    config: RunnableConfig;
    channels: string[];
  }): Promise<Record<string, DeltaChannelHistory>>;
}

export interface RetrographStoreOptions {
  /** How long to wait for another process to finish writing, in milliseconds; 5,000 by default. */
  busyTimeout?: number;
  /** Minutes throughout, as in LangGraph's other stores; without it items live for ever. */
  ttl?: {
    /** Of items that are put without one. */
    defaultTtl?: number;
    /** Whether reading an item starts its time anew; true by default. */
    refreshOnRead?: boolean;
    /** Deletes what has run out this often; it is never found, deleted or not. */
    sweepIntervalMinutes?: number;
  };
  /** As of a `RetrographSaver`: hears what of a value is not kept. */
  onLoss?: (sentence: string) => void;
}

/**
 * A LangGraph long-term store in a SQLite file; it may be the file of a `RetrographSaver`. It answers as LangGraph's
 * `InMemoryStore` without an index does: there is no search by meaning, and `query` is ignored. Values come back as
 * LangGraph's serializer keeps them.
 */
export class RetrographStore extends BaseStore {
  /** Opens, and on the first time makes, the database at `path`; `:memory:` keeps it in memory. */
  constructor(path: string, options?: RetrographStoreOptions);
  /** Closes the file, if no saver of this process uses it. */
  close(): void;
  /** `ttl` in minutes. */
  put(
    namespace: string[],
    key: string,
    value: Record<string, unknown>,
    index?: false | string[],
    options?: { ttl?: number | null },
  ): Promise<void>;
  batch<Op extends Operation[]>(operations: Op): Promise<OperationResults<Op>>;
}
