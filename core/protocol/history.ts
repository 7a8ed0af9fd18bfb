import type { ThreadStanding } from './debuggee.ts';
import type { FoundValues } from './found.ts';
import type { CheckpointRow, Json, TaskInfo, ThreadInfo, ValueLevel, ValueRef } from './model.ts';
import type { Deletion, Removal, ThreadWeight } from './storage.ts';

/** Which threads are wanted. */
export interface ThreadQuery {
  /** A part of the id or title, in any case; of a server a whole id. Absent or empty: any. */
  match?: string;
  /** How many of them, newest first, are known already. */
  offset?: number;
}

export interface ThreadPage {
  /** Newest first. */
  threads: ThreadInfo[];
  /** There are older ones. */
  more: boolean;
}

/** What is used of an `AbortSignal`, which the renderer's and Node's types each declare for themselves. */
export interface Cancellation {
  throwIfAborted: () => void;
}

/** What a thread's past can be asked. Local sessions read it from storage, also while no runner lives. */
export interface History {
  /** At most a thousand at once where others keep them; of our own all. */
  listThreads: (graphId: string, query?: ThreadQuery) => Promise<ThreadPage>;
  createThread: (graphId: string, title?: string) => Promise<ThreadInfo>;
  renameThread: (threadId: string, title: string) => Promise<void>;
  deleteThread: (threadId: string) => Promise<void>;
  /**
   * All namespaces, newest first. Where others keep them only the newest (20,000 of a database, a thousand of a
   * server), or `atLeast` so many, if there are.
   */
  listCheckpoints: (threadId: string, atLeast?: number) => Promise<CheckpointRow[]>;
  /** Oldest first. */
  listTasks: (
    threadId: string,
    checkpointId?: string,
    checkpointNs?: string,
  ) => Promise<TaskInfo[]>;
  /** Throws `unknownCheckpoint`. */
  readValue: (
    ref: ValueRef,
    path: (string | number)[],
    offset: number,
    limit: number,
  ) => Promise<ValueLevel>;
  /** Rejects with the reason of `signal` once that is aborted. */
  findValues: (
    ref: ValueRef,
    path: (string | number)[],
    text: string,
    signal: Cancellation,
  ) => Promise<FoundValues>;
  readWhole: (ref: ValueRef, path: (string | number)[]) => Promise<Json>;
  /** Absent where that is `readWhole`. */
  readEditable?: (ref: ValueRef, path: (string | number)[]) => Promise<Json>;
  /** Where the past is kept by us, and may be changed. */
  readonly surgery?: Surgery;
}

/** What can be done to a thread's past that LangGraph itself cannot do. */
export interface Surgery {
  /**
   * A new thread that begins as this one was at a checkpoint, ids and all; nothing of this one changes. Tasks of the
   * checkpoint run again if they are among `again`, every one for `all`; the others are kept as far as they came.
   * Absent: the newest checkpoint of a namespace as it stands, an older one as if nothing had run from it.
   * Throws `unknownCheckpoint`.
   */
  branch: (
    from: Pick<CheckpointRow, 'thread_id' | 'checkpoint_id' | 'checkpoint_ns'>,
    again?: 'all' | readonly string[],
  ) => Promise<ThreadInfo>;
  weighThread: (threadId: string) => Promise<ThreadWeight>;
  weighDeletion: (threadId: string, deletion: Deletion) => Promise<Removal>;
  /** Throws `threadBusy` when something runs the thread. */
  deleteCheckpoints: (threadId: string, deletion: Deletion) => Promise<Removal>;
}

/**
 * What a session notes down of threads while they run, and looks up on the way. Synchronous, so that what a
 * session tells keeps the order in which things happened.
 */
export interface Ledger {
  /** Throws `unknownThread`. */
  thread: (threadId: string) => ThreadInfo;
  /** Where the thread stands from now on. Throws `unknownThread`. */
  setStanding: (threadId: string, standing: ThreadStanding) => ThreadInfo;
  /** Keeps what earlier reports of the same tasks said. Answers with the merged tasks, in the given order. */
  recordTasks: (tasks: TaskInfo[]) => TaskInfo[];
  /** When what ran them is gone: tasks running or held become `cancelled`. Answers with those it changed. */
  cancelRunning: (threadId: string) => TaskInfo[];
  /** Oldest first. */
  tasks: (threadId: string, checkpointId?: string, checkpointNs?: string) => TaskInfo[];
  /** A row as it is now; undefined when it is not known (any more). */
  row: (
    key: Pick<CheckpointRow, 'thread_id' | 'checkpoint_ns' | 'checkpoint_id'>,
  ) => CheckpointRow | undefined;
}
