import type { DroppedFile } from './droppedFile.ts';
import type { Deletion, Removal, StorageInfo, ThreadWeight } from './storage.ts';
import type { GraphModel, SourceLocation } from './graph.ts';
import type { ThreadPage, ThreadQuery } from './history.ts';
import type { HeldValue, LetGo } from './hold.ts';
import type { EditedItem, ItemKey, ItemRow, ItemStore } from './items.ts';
import type { Breakpoint } from './breakpoint.ts';
import type { FoundValues } from './found.ts';
import type {
  CheckpointRow,
  ItemRef,
  Json,
  OutputLine,
  SessionInfo,
  Settings,
  TaskInfo,
  ThreadInfo,
  ValueLevel,
  ValueRef,
} from './model.ts';
import type { RunConfig } from './runConfig.ts';
import type { DirectoryListing, RecentProject } from './places.ts';

/** How far a run goes before it stops by itself. */
export type RunMode = 'continue' | 'stepOver' | 'stepInto' | 'stepOut';

/**
 * The one way to make a graph move. Start, Continue, Step, Resume, Retry and Replay from here are buttons over it.
 */
export interface RunRequest {
  sessionId: string;
  thread_id: string;
  /** New input, or null to go on. */
  input: Json;
  /** Answers interrupts, always by id: `{resume: {[interrupt id]: value}}`. */
  command?: { resume: Record<string, Json> };
  /** Go on from this checkpoint instead of the head. */
  checkpoint_id?: string;
  checkpoint_ns?: string;
  mode: RunMode;
}

/** What a server wants to see. Core never sends it back, and writes it down only sealed by the system (`Vault`). */
export interface ServerCredentials {
  apiKey?: string;
  headers?: Record<string, string>;
}

export interface UpdateStateRequest {
  sessionId: string;
  thread_id: string;
  checkpoint_id?: string;
  checkpoint_ns?: string;
  /** Per channel; each goes through the channel's reducer. Null = apply nothing, only move. */
  values: Json;
  /** Whose update it is; absent = LangGraph decides, refused when that is ambiguous. */
  asNode?: string;
}

/** Everything a renderer needs when it connects or reconnects; later events have a greater `seq`. */
export interface AppSnapshot {
  seq: number;
  version: string;
  host: 'browser' | 'electron';
  dataDir: string;
  sessions: SessionInfo[];
  recents: RecentProject[];
  settings: Settings;
  /** The example graphs as a target, where they are installed. */
  examples?: string;
  /** What is given for a server outlives Retrograph. */
  keepsKeys?: boolean;
}

type In<T> = (params: T) => Promise<void>;
type Call<T, R> = (params: T) => Promise<R>;
type InSession<T = object> = T & { sessionId: string };
type InThread<T = object> = InSession<T & { thread_id: string }>;

/** Every call the renderer can make. The only declaration: both sides derive from it. */
export interface Requests {
  hello: () => Promise<AppSnapshot>;
  updateSettings: Call<Partial<Settings>, Settings>;
  getStorage: () => Promise<StorageInfo>;
  /** What is wrong with the database file, one sentence each; nothing when it is sound. */
  checkDatabase: () => Promise<string[]>;
  /** Copies the database to a file that does not exist yet. Answers with its bytes. */
  backUpDatabase: Call<{ path: string }, number>;
  /** One folder; absent path = the last one, else the working directory. */
  browse: Call<{ path?: string }, DirectoryListing>;
  /** Finds a file dropped on a browser window (which hides its path) below the recent projects; null = not found. */
  locateDropped: Call<DroppedFile, string | null>;

  /** `target` as on the command line, `PATH[:EXPORT]`. Opening what is open focuses it; with new `access`, it is connected anew. */
  openProject: Call<{ target: string; access?: ServerCredentials }, SessionInfo>;
  closeProject: In<InSession>;
  /** Serves the project under the LangGraph API, at port 2024 unless told; 0 is any free one. Throws `apiPortInUse`. */
  serveProject: Call<InSession<{ port?: number }>, { api: string }>;
  stopServing: In<InSession>;
  /** Loads the source again in a new runner; also what brings a terminated session back. */
  reloadProject: In<InSession>;
  /** Runs the command of the session's problem (`LoadProblem.install`), then loads again. */
  installMissing: In<InSession>;
  /** Ends the runner at once. Finished checkpoints stay. */
  killRunner: In<InSession>;
  selectGraph: Call<InSession<{ graphId: string }>, SessionInfo>;
  /** Null while there is a load problem. */
  getGraph: Call<InSession, GraphModel | null>;
  getSource: Call<InSession<{ node: string }>, SourceLocation>;
  getOutput: Call<InSession, OutputLine[]>;
  clearOutput: In<InSession>;
  /** Node positions a person dragged, by node id; kept per project and graph. */
  getLayout: Call<InSession, Record<string, { x: number; y: number }>>;
  saveLayout: In<InSession<{ positions: Record<string, { x: number; y: number }> }>>;

  /** What the graph was run with before, newest first, at most 20. */
  getInputs: Call<InSession, Json[]>;
  /** What the window's runs of the active graph are given beside their input. */
  getRunConfig: Call<InSession, RunConfig>;
  /** Throws `invalidInput`; then what was set before stays. */
  setRunConfig: In<InSession<{ config: Json }>>;

  /** A page of them: of our own all, of those that others keep a thousand at once. */
  listThreads: Call<InSession<ThreadQuery>, ThreadPage>;
  createThread: Call<InSession<{ title?: string }>, ThreadInfo>;
  renameThread: In<InThread<{ title: string }>>;
  deleteThread: In<InThread>;
  /**
   * A new thread that begins as this one was at the checkpoint. Absent `again`: the newest checkpoint of a namespace as
   * it stands, an older one as if nothing had run from it yet. Else these of its tasks run again, with whatever called
   * them; their siblings are kept.
   */
  branchThread: Call<
    InThread<{ checkpoint_id: string; checkpoint_ns: string; again?: string[] }>,
    ThreadInfo
  >;

  /** What a thread weighs on disk. */
  weighThread: Call<InThread, ThreadWeight>;
  /** What a deletion would take away, without doing it. */
  weighDeletion: Call<InThread<{ deletion: Deletion }>, Removal>;
  /** Throws `threadBusy` while the thread runs. Cannot be undone. */
  deleteCheckpoints: Call<InThread<{ deletion: Deletion }>, Removal>;

  /** All namespaces, newest first; of a long thread that others keep, the newest, or `atLeast` so many. */
  listCheckpoints: Call<InThread<{ atLeast?: number }>, CheckpointRow[]>;
  /** Every recorded task of a thread, oldest first; with `checkpoint_id`, those that ran from that checkpoint. */
  listTasks: Call<InThread<{ checkpoint_id?: string; checkpoint_ns?: string }>, TaskInfo[]>;
  /** One level of a value; `path` from the ref's root, children `offset`..`offset+limit` (100). */
  readValue: Call<
    InSession<{
      ref: ValueRef | ItemRef;
      path: (string | number)[];
      offset?: number;
      limit?: number;
    }>,
    ValueLevel
  >;
  /**
   * What in a value has `text` in it, in any case: in its key or, of what has nothing inside, in its own text. What `text`
   * is the path of comes first. Of the searches that `search` names only the last goes on: one under way throws
   * `superseded`, also when none follows it (of an empty text nothing is looked for).
   */
  findValues: Call<
    InSession<{
      ref: ValueRef | ItemRef;
      path: (string | number)[];
      text: string;
      search: string;
    }>,
    FoundValues
  >;
  /** The whole value as JSON, messages as `{type, content, tool_calls…}`. Ask only for what a person edits or reads whole. */
  readWhole: Call<InSession<{ ref: ValueRef | ItemRef; path: (string | number)[] }>, Json>;
  /** The same for an editor: what JSON lacks, such as a Map, as the record that `updateState` makes it of again. */
  readEditable: Call<InSession<{ ref: ValueRef; path: (string | number)[] }>, Json>;

  /** `ItemStore`'s own; all throw `notSupported` where there is none (capability `store`). */
  listNamespaces: Call<InSession, string[][]>;
  searchItems: Call<
    InSession<Parameters<ItemStore['searchItems']>[0]>,
    { items: ItemRow[]; more: boolean }
  >;
  getItem: Call<InSession<ItemKey>, { value: Json; updated_at: string }>;
  putItem: In<InSession<EditedItem>>;
  deleteItem: In<InSession<ItemKey>>;

  /**
   * Copies a thread of a database, up to a checkpoint (else all of it), into the open project `into`. Answers with
   * the new thread. Throws `notConvertible` for a value of Python that JavaScript has no form for.
   */
  copyThread: Call<
    InThread<{ checkpoint_id?: string; checkpoint_ns?: string; into: string }>,
    ThreadInfo
  >;

  /** Always the whole list; answers with the verified one. Saved before it is sent. */
  setBreakpoints: Call<InSession<{ breakpoints: Breakpoint[] }>, Breakpoint[]>;
  getBreakpoints: Call<InSession, Breakpoint[]>;
  /**
   * The answer means accepted. Throws `threadBusy` when the thread runs. While tasks of it are held, going on
   * lets them go and keeps the run's id; anything else ends that run first.
   */
  run: Call<RunRequest, { run_id: string }>;
  /** Stops at the next super-step boundary. */
  pause: In<InThread>;
  /** Aborts the run; kills the runner when it does not answer. */
  stop: In<InThread>;
  updateState: Call<UpdateStateRequest, { checkpoint_id: string; checkpoint_ns: string }>;
  /** A held task's input (before, and where it failed) or output (after). Throws `unknownHold` once it is let go. */
  readHold: Call<InThread<{ hold_id: string }>, HeldValue>;
  /** Lets a held task go. Throws `unknownHold`, and `invalidInput` for what it cannot go on with. */
  release: In<InThread<{ hold_id: string } & LetGo>>;
}
