import type { AuthHandlers } from '../protocol/apiAuth.ts';
import type { AppAnswer, AppRef, AppRequest } from '../protocol/apiConfig.ts';
import type { GraphDescription } from '../protocol/clientRun.ts';
import type { AdapterEvent, AdapterRun, AdapterUpdate } from '../protocol/debuggee.ts';
import type { GraphModel, SourceLocation } from '../protocol/graph.ts';
import type { StoreOperation, StoreResult } from '../protocol/items.ts';
import type { HeldValue, LetGo } from '../protocol/hold.ts';
import type { WireError } from '../protocol/errors.ts';
import type { Breakpoint } from '../protocol/breakpoint.ts';
import type { GraphRef, RunnerInfo } from '../protocol/model.ts';
import type { RunConfig } from '../protocol/runConfig.ts';
import type { Ref } from '../structure/header.ts';
import type { EncodedCheckpoint, Pack, ReadBack } from '../structure/recorder.ts';

/**
 * Everything that crosses the pipe between core and the runner: birpc over Node's ipc with
 * `serialization: 'advanced'`, so that bytes stay bytes.
 */

/** The variable that tells a runner where its tape may be. */
export const TAPE_VARIABLE = 'RETROGRAPH_TAPE';

/** After so many milliseconds without a message on its tape a runner tells core of the next: core may look no more. */
export const QUIET_MS = 40;

/** A checkpoint's key. `checkpoint_ns` is `''` for the root graph. */
export interface CheckpointKey {
  thread_id: string;
  checkpoint_ns: string;
  checkpoint_id: string;
}

/** A value as the user's own serde wrote it: its type tag (`json`, `bytes`) and bytes. */
export type Serialized = [type: string, bytes: Uint8Array];

/** One `put`. Resolving means that no death of a process loses it. */
export interface PutCheckpoint extends CheckpointKey {
  parent_checkpoint_id?: string;
  checkpoint: Serialized;
  metadata: Serialized;
  /** Read from the checkpoint by the runner, so that core need not parse it to show a row. */
  step: number;
  source: string;
  created_at: string;
  /** User channels this checkpoint changed. */
  changed: string[];
  /** `asNode` of the `updateState` under way. */
  asNode?: string;
  run_id?: string;
}

/** One write of a task. `idx` is LangGraph's: negative for `__error__`, `__interrupt__`…, which overwrite. */
export interface Write {
  idx: number;
  channel: string;
  value: Serialized;
}

/** One `putWrites`. Resolving means that no death of a process loses it. */
export interface PutWrites extends CheckpointKey {
  task_id: string;
  task_path: string;
  writes: Write[];
}

/** One `put` as what it changes of its parent. */
export interface PutEncoded extends Omit<PutCheckpoint, 'checkpoint'> {
  encoded: EncodedCheckpoint;
}

/** One `putWrites` as references to what is stored. */
export interface PutEncodedWrites extends Omit<PutWrites, 'writes'> {
  writes: { idx: number; channel: string; ref: Ref }[];
  /** Bytes that are no JSON have no reference. */
  typed: Write[];
  pack: Pack;
}

/** A stored checkpoint with its writes, in LangGraph's order: by task, then index. */
export interface StoredTuple extends CheckpointKey {
  /** Changes when something is deleted that a recorder may remember, or the thread is another; absent where none asks. */
  epoch?: string;
  parent_checkpoint_id?: string;
  checkpoint: Serialized;
  metadata: Serialized;
  writes: (Write & { task_id: string; task_path: string })[];
  /** Of channels kept as changes, what their values are made of, where checkpoints that had it were deleted. */
  deltas?: Record<string, StoredDeltas>;
}

/** Writes, oldest first, on top of `seed`. */
export interface StoredDeltas {
  seed?: Serialized;
  writes: [task_id: string, value: Serialized][];
}

/** What the runner asks of core. The storage behind it is core's affair. */
export interface CheckpointStore {
  /** The head of a namespace when `checkpoint_id` is absent. */
  getTuple: (
    key: Omit<CheckpointKey, 'checkpoint_id'> & { checkpoint_id?: string },
  ) => Promise<StoredTuple | null>;
  /** Newest first; `before` is exclusive. */
  list: (query: {
    thread_id?: string;
    checkpoint_ns?: string;
    checkpoint_id?: string;
    before?: string;
    limit?: number;
  }) => Promise<StoredTuple[]>;
  put: (checkpoint: PutCheckpoint) => Promise<void>;
  putWrites: (writes: PutWrites) => Promise<void>;
  deleteThread: (threadId: string) => Promise<void>;
}

/** A store that takes what a recorder made of checkpoints, so that only what changed is sent. */
export interface EncodedStore extends CheckpointStore {
  /** The first of `count` ids for what is new. */
  reserveIds: (count: number) => Promise<number>;
  /** What a recorder needs to go on from a stored checkpoint; null when it can't. */
  readBack: (key: CheckpointKey) => Promise<ReadBack | null>;
  /** Rejects when what it builds on was deleted meanwhile. */
  putEncoded: (checkpoint: PutEncoded) => Promise<void>;
  putEncodedWrites: (writes: PutEncodedWrites) => Promise<void>;
}

/** Events of a runner, batched, oldest first. `checkpoint` is absent: core makes the row when it stores one. */
export type RunnerEvent = Extract<
  AdapterEvent,
  { type: 'tasks' | 'runEnded' | 'held' | 'output' | 'chunk' }
>;

/** Without the means for encoded checkpoints, whole ones are sent. */
type EncodedMeans = Partial<Omit<EncodedStore, keyof CheckpointStore>>;

/** What needs no answer. A message of a runner's tape (`core/structure/tape.ts`) is an array of them: those of one turn. */
export type TapedCall =
  | [name: 'emit', events: RunnerEvent[]]
  | [name: 'put', checkpoint: PutCheckpoint]
  | [name: 'putWrites', writes: PutWrites]
  | [name: 'putEncoded', checkpoint: PutEncoded]
  | [name: 'putEncodedWrites', writes: PutEncodedWrites]
  | [name: 'forgot', threadId: string];

/** A tape's means. Without them, a put that resolves is in the database. */
interface TapeMeans {
  /** Resolves when all that was put in a thread is in the database; throws what stood in the way. */
  stored: (threadId: string) => Promise<void>;
  /** `RunnerFunctions.refused` was heard: what is put in the thread from here on builds on nothing that was refused. */
  forgot: (threadId: string) => void;
  /** There is something on the tape. */
  nudge: () => void;
}

/** Runner → core. */
export interface HostFunctions extends CheckpointStore, EncodedMeans, Partial<TapeMeans> {
  emit: (events: RunnerEvent[]) => void;
  /** LangGraph's long-term store; resolving means committed to disk. */
  storeBatch: (operations: StoreOperation[]) => Promise<StoreResult[]>;
}

export interface LoadRequest {
  root: string;
  graph: GraphRef;
  tsconfig?: string;
  /** The project's variables. A standby may have been started without them, and outside `root`. */
  env?: Record<string, string>;
  /** What a factory makes the graph with. */
  config?: RunConfig;
}

export interface LoadResult {
  graph: GraphModel;
  runner: RunnerInfo;
  /** Absolute paths of the user's files that were loaded (none in node_modules): what to watch. */
  files: string[];
}

/** Core → runner. */
export interface RunnerFunctions extends AuthHandlers {
  /** Warms a standby: loader hooks and, where `root` has one, its LangGraph. Harmless when it fails. */
  prepare: (request: { root: string; tsconfig?: string }) => Promise<void>;
  /** Throws `WireError`s with a `problem`. Once per process. */
  load: (request: LoadRequest) => Promise<LoadResult>;
  getSource: (node: string) => Promise<SourceLocation>;
  /** `xray`: subgraphs drawn from inside, to that depth. */
  describe: (xray: boolean | number) => Promise<GraphDescription>;
  /** Null: the app has no such route. */
  callApp: (app: AppRef, request: AppRequest) => Promise<AppAnswer | null>;
  setBreakpoints: (breakpoints: Breakpoint[]) => Promise<Breakpoint[]>;
  /** `head`: the newest checkpoint of the thread's root, null for none, so that it need not be asked for. */
  run: (run: AdapterRun, head?: StoredTuple | null) => Promise<void>;
  pause: (threadId: string) => Promise<void>;
  stop: (threadId: string) => Promise<void>;
  updateState: (update: AdapterUpdate) => Promise<{ checkpoint_id: string; checkpoint_ns: string }>;
  readHold: (threadId: string, holdId: string) => Promise<HeldValue>;
  release: (threadId: string, holdId: string, how?: LetGo) => Promise<void>;
  /** Something of a thread could not be stored; nothing more of it is, until `forgot` is called. */
  refused: (threadId: string, error: WireError) => Promise<void>;
  ping: () => Promise<void>;
}
