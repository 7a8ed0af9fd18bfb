import type { ThreadStanding } from '../protocol/debuggee.ts';
import type { GraphEdge, GraphModel } from '../protocol/graph.ts';
import type { Cancellation, History, Ledger } from '../protocol/history.ts';
import type {
  GetItem,
  ListNamespaces,
  PutItem,
  SearchItems,
  StoredItem,
  StoreOperation,
  StoreResult,
} from '../protocol/items.ts';
import type { Breakpoint } from '../protocol/breakpoint.ts';
import type { FoundValues } from '../protocol/found.ts';
import type {
  CheckpointRow,
  Json,
  Settings,
  TaskInfo,
  ThreadInfo,
  ValueLevel,
  ValueRef,
} from '../protocol/model.ts';
import type { RunConfig } from '../protocol/runConfig.ts';
import type { RecentProject } from '../protocol/places.ts';
import type { Deletion, Removal, ThreadWeight } from '../protocol/storage.ts';
import type { BranchOptions } from './branches.ts';
import type { Maintenance } from './maintenance.ts';
import type { ThreadState } from '../protocol/threadState.ts';
import type {
  CheckpointKey,
  CheckpointStore,
  EncodedStore,
  PutCheckpoint,
  PutWrites,
  StoredTuple,
} from '../runner/messages.ts';
import type { TapedPut } from './tapes.ts';

/**
 * What core keeps on disk, as whoever uses it sees it. Everything but `CheckpointStore`'s own methods is
 * synchronous. A full disk, a lock held too long or a damaged file throws a `StudioError`.
 */
export interface Storage {
  /** Absolute path of the database file. */
  readonly path: string;
  /** An absolute folder for the tapes of this process's runners: what is on them is stored when it next opens. */
  readonly tapes: string;
  readonly checkpoints: Checkpoints;
  readonly tasks: Tasks;
  readonly values: Values;
  readonly settings: SettingsStore;
  /** The threads of one project, named by its root folder. */
  threads: (projectRoot: string) => Threads;
  /** What is remembered of one graph of a project. */
  graph: (projectRoot: string, graphId: string) => GraphMemory;
  /** The long-term store of one project, named by its root folder: its graphs and threads share it. */
  items: (projectRoot: string) => Items;
  /** Whenever something was put or deleted, by whoever shares this storage; after the commit. */
  onItemsChanged: (listener: (projectRoot: string, namespaces: string[][]) => void) => void;
  /** Over one project's threads. */
  history: (projectRoot: string) => History;
  ledger: (projectRoot: string) => Ledger;
  readonly maintenance: Maintenance;
  /** Where threads stand and stood, as the server API says it. */
  readonly states: ThreadStates;
  /** What clients of the server API leave with a project. */
  served: (projectRoot: string) => Served;
  /** Writes what is queued and closes the file. Nothing of this storage may be used after. */
  close: () => void;
}

/**
 * The checkpoints of all threads, with the semantics of LangGraph's own savers. The promises of `put` and
 * `putWrites` resolve when committed; what arrives in one turn of the event loop, as a super-step's writes
 * and its checkpoint do, is one transaction. The `Sync` forms commit before they return.
 */
export interface Checkpoints extends CheckpointStore {
  getTupleSync: (
    key: Omit<CheckpointKey, 'checkpoint_id'> & { checkpoint_id?: string },
  ) => StoredTuple | null;
  listSync: (query: Parameters<CheckpointStore['list']>[0]) => StoredTuple[];
  /** The same store, telling `onRow` of each checkpoint once it is on disk. */
  observed: (onRow: (row: CheckpointRow) => void) => EncodedStore;
  putSync: (checkpoint: PutCheckpoint) => void;
  putWritesSync: (writes: PutWrites) => void;
  deleteThreadSync: (threadId: string) => void;
  /** Stores what a runner had put on its tape, unless it is stored already; all or nothing. */
  restore: (puts: TapedPut[]) => void;
  /** Commits what is waiting. */
  flush: () => void;
  /** The row of one checkpoint, for the event that says it was stored; never reads its state. */
  row: (key: CheckpointKey) => CheckpointRow | undefined;
  /** The id of the newest checkpoint of a namespace. */
  head: (threadId: string, ns: string) => string | undefined;
  /** All namespaces, newest first; never reads a state. */
  rows: (threadId: string) => CheckpointRow[];
}

/** Tasks as recorded. Only `TaskInfo`s; what they read and wrote is in the checkpoints. */
export interface Tasks {
  /**
   * Keeps what the tasks say and what they no longer say: fields missing from a later report of the same task
   * stay, until it starts anew. Answers with the merged tasks, in the given order.
   */
  record: (tasks: TaskInfo[]) => TaskInfo[];
  /** Oldest first; with `checkpointId`, those that ran from that checkpoint. */
  list: (threadId: string, checkpointId?: string, checkpointNs?: string) => TaskInfo[];
  /** When what ran them is gone: tasks running or held become `cancelled`. Answers with those it changed. */
  cancelRunning: (threadId: string) => TaskInfo[];
}

/** Reads values out of checkpoints one level at a time. Throws `unknownCheckpoint`. */
export interface Values {
  readValue: (
    ref: ValueRef,
    path: (string | number)[],
    offset?: number,
    limit?: number,
  ) => ValueLevel;
  /** A little at a time; rejects with the reason of `signal` once that is aborted. */
  findValues: (
    ref: ValueRef,
    path: (string | number)[],
    text: string,
    signal?: Cancellation,
  ) => Promise<FoundValues>;
  readWhole: (ref: ValueRef, path: (string | number)[]) => Json;
  readEditable: (ref: ValueRef, path: (string | number)[]) => Json;
}

/**
 * LangGraph's long-term store, with the semantics of its own `InMemoryStore`: a search that is given no limit answers with
 * ten items, in the order in which they came. Two things differ on purpose: prefixes are of whole labels, and a namespace
 * without items is not listed. Nothing that has run out is ever found.
 */
export interface Items {
  get: (item: GetItem) => StoredItem | null;
  put: (item: PutItem) => void;
  search: (query: SearchItems) => StoredItem[];
  listNamespaces: (query?: ListNamespaces) => string[][];
  /**
   * In one transaction. What is read is what was there before it, and of several puts of the same item the last counts.
   * Answers in the order of the operations.
   */
  batch: (operations: StoreOperation[]) => StoreResult[];
}

/** Small things kept for the person rather than for a project. */
export interface SettingsStore {
  get: () => Settings;
  update: (changes: Partial<Settings>) => Settings;
  /** Last opened first, at most 20. */
  recents: () => RecentProject[];
  /** Puts a project first, or back first. */
  addRecent: (project: RecentProject) => RecentProject[];
  removeRecent: (target: string) => RecentProject[];
}

/** The threads of one project. All but `list` and `create` throw `unknownThread`. */
export interface Threads {
  /**
   * Newest first. A thread that a process left `running` when it died is `stopped` (pause) where unfinished
   * tasks remain, else `idle`, and its tasks are `cancelled`.
   */
  list: (graphId: string) => ThreadInfo[];
  /** Of every graph, newest first, and as `list` settles them. */
  all: () => ThreadInfo[];
  /** Without a title: `Thread 1`, `Thread 2`… per graph. `threadId`: a uuid that no thread has. */
  create: (graphId: string, title?: string, threadId?: string) => ThreadInfo;
  /** Another graph runs it from now on; the title becomes the next one of that graph. */
  assign: (threadId: string, graphId: string) => ThreadInfo;
  get: (threadId: string) => ThreadInfo;
  rename: (threadId: string, title: string) => ThreadInfo;
  /** Kept over restarts. */
  setStanding: (threadId: string, standing: ThreadStanding) => ThreadInfo;
  /**
   * A new thread that begins as this one was at a checkpoint, which becomes its head; checkpoint ids stay, and nothing
   * of this thread changes. Without `dropWrites` the newest checkpoint of a namespace is taken as it stands, an older
   * one as if nothing had run from it. Takes no longer for a long thread. Throws `unknownCheckpoint`.
   */
  branch: (from: CheckpointKey, changes?: BranchOptions) => ThreadInfo;
  /** What it weighs on disk; reads all of it, a little at a time. */
  weigh: (threadId: string) => Promise<ThreadWeight>;
  /**
   * What a deletion would take away, without doing it; found out a little at a time. Throws `superseded` when another
   * is asked for before the answer.
   */
  weighDeletion: (threadId: string, deletion: Deletion) => Promise<Removal>;
  /**
   * Throws `threadBusy` while it runs. Branches keep what they have. Many checkpoints go some at a time, newest first, and
   * whatever comes between finds a whole thread without those gone so far; a thread that is run meanwhile keeps the
   * rest, and `threadBusy` is thrown. The space is freed by and by.
   */
  deleteCheckpoints: (threadId: string, deletion: Deletion) => Promise<Removal>;
  /** With its checkpoints, writes and tasks: nobody finds anything of it any more, and its space is freed by and by. */
  delete: (threadId: string) => void;
}

/** What is remembered of one graph. */
export interface GraphMemory {
  /** As it was loaded last, to be drawn while it is loaded again; undefined until then. */
  model: () => GraphModel | undefined;
  setModel: (model: GraphModel) => void;
  /** Undefined until saved once: the graph's compiled breakpoints apply. */
  breakpoints: () => Breakpoint[] | undefined;
  setBreakpoints: (breakpoints: Breakpoint[]) => void;
  /** Which of the graph's compiled breakpoints were taken over once already, as the session names them; empty at first. */
  seededBreakpoints: () => string[];
  setSeededBreakpoints: (keys: string[]) => void;
  /** Positions a person dragged, by node id; empty at first. */
  layout: () => Record<string, { x: number; y: number }>;
  setLayout: (positions: Record<string, { x: number; y: number }>) => void;
  /** What it was run with, newest first; the last 20 different ones. */
  inputs: () => Json[];
  addInput: (input: Json) => void;
  /** What its runs are given beside their input. */
  runConfig: () => RunConfig;
  setRunConfig: (config: RunConfig) => void;
  /** Edges that runs have taken, oldest first. */
  observedEdges: () => ObservedEdge[];
  /** Answers whether it was new. */
  addObservedEdge: (edge: ObservedEdge) => boolean;
}

export type ObservedEdge = Pick<GraphEdge, 'source' | 'target'>;

export interface ThreadStates {
  /** The newest of its namespace without an id; undefined where there is none. */
  at: (
    key: { thread_id: string; checkpoint_ns?: string; checkpoint_id?: string },
    options?: { subgraphs?: boolean },
  ) => ThreadState | undefined;
  /**
   * Newest first, 10 unless told; `before` is exclusive, `metadata` has to be equal key by key. JSON text, as whoever asks
   * sends it on: what the states share is large, and is read and written once.
   */
  list: (query: {
    thread_id: string;
    checkpoint_ns?: string;
    limit?: number;
    before?: string;
    metadata?: Record<string, Json>;
  }) => string;
}

/** Records by kind and id, each with a parent to be found or deleted by. */
export interface Served {
  get: <T>(kind: string, id: string) => T | undefined;
  put: (kind: string, id: string, info: object, parent?: string) => void;
  delete: (kind: string, id: string) => void;
  deleteOf: (kind: string, parent: string) => void;
  /** Newest first. */
  list: <T>(kind: string, parent?: string) => T[];
}
