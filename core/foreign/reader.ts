import type { TaskInfo } from '../protocol/model.ts';
import type { CheckpointKey, Serialized, StoredTuple } from '../runner/messages.ts';
import type { Value } from '../values/value.ts';

/** A thread as a saver's tables know it. */
export interface FoundThread {
  thread_id: string;
  /** Of the root graph, oldest and newest; of any namespace where the root has none. */
  first: string;
  last: string;
  checkpointCount: number;
  /** What the newest checkpoint's tasks left behind. */
  stands?: 'error' | 'interrupt';
  title?: string;
}

/** A checkpoint without its state. */
export interface FoundCheckpoint extends CheckpointKey {
  parent_checkpoint_id?: string;
  step: number;
  source: string;
  /** Stored bytes, as the saver keeps them. */
  size: number;
  /** ISO 8601, where a column says so; else the id does. */
  created_at?: string;
  /** User channels it changed, where that can be told without reading states. */
  changed?: string[];
  asNode?: string;
  /** Old metadata: what was written, by node. */
  writers?: string[];
}

/** A write, mostly without its value. */
export interface FoundWrite {
  checkpoint_ns: string;
  checkpoint_id: string;
  task_id: string;
  /** Python only, e.g. `~__pregel_pull, agent`. */
  task_path: string;
  idx: number;
  channel: string;
  /** Of errors, interrupts and sends only, and only while it is short. */
  value?: Serialized;
}

export interface StoredCheckpoint {
  checkpoint: Serialized;
  metadata: Serialized;
  values: { channel: string; value: Serialized }[];
}

/** Where the reading of rows goes on; in the order of ids, newest first. */
export interface Page {
  limit: number;
  before?: string;
}

/** A part of the list of threads. */
export interface WantedThreads {
  limit: number;
  /** How many newer ones are left out. */
  offset: number;
  /** A part of the id or title, in any case; empty: any. */
  match: string;
}

/**
 * A saver's tables, read only and a page at a time; nothing but `checkpoint` and `writes` reads values. All throw
 * `StudioError`s that say what is wrong with the database.
 */
export interface CheckpointReader {
  /** For a person: `SQLite, written by Python's SqliteSaver`. */
  readonly description: string;
  /** Whether a single channel's value can be read without the others'. */
  readonly readsByChannel?: boolean;
  /** The newest first. */
  threads: (wanted: WantedThreads) => Promise<FoundThread[]>;
  /** All namespaces of a thread, newest first. */
  checkpoints: (threadId: string, page: Page) => Promise<FoundCheckpoint[]>;
  /** The writes of some checkpoints of a thread, of all namespaces, in the order of ids. */
  writesOf: (threadId: string, checkpointIds: string[]) => Promise<FoundWrite[]>;
  /** LangGraph's `Checkpoint` as a value; of its `channel_values` only `channel`, where that can be read alone. */
  checkpoint: (key: CheckpointKey, channel?: string) => Promise<Value | undefined>;
  metadata: (key: CheckpointKey) => Promise<Value | undefined>;
  /** As the saver's serde wrote it; `values` are those that lie beside it and belong into its `channel_values`. */
  stored: (key: CheckpointKey) => Promise<StoredCheckpoint | undefined>;
  parent: (key: CheckpointKey) => Promise<string | undefined>;
  /** With their values, by task, then index. */
  writes: (
    key: CheckpointKey,
    only: { taskId?: string; channel?: string },
  ) => Promise<StoredTuple['writes']>;
  /** Tasks that were recorded beside the checkpoints. */
  tasks?: (threadId: string) => Promise<TaskInfo[]>;
  /** Another text than before once something was written. */
  version: () => Promise<string>;
  close: () => Promise<void>;
}
