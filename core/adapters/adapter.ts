import type { GraphDescription } from '../protocol/clientRun.ts';
import type { AdapterEvent, AdapterRun, AdapterUpdate } from '../protocol/debuggee.ts';
import type { GraphModel, SourceLocation } from '../protocol/graph.ts';
import type {
  Breakpoint,
  Capabilities,
  CheckpointRow,
  GraphRef,
  Json,
  RunnerInfo,
  TaskInfo,
  ThreadInfo,
  ValueLevel,
  ValueRef,
} from '../protocol/model.ts';

/** What a thread's past can be asked. Local sessions read it from storage, also while no runner lives. */
export interface History {
  /** Newest first. */
  listThreads: (graphId: string) => Promise<ThreadInfo[]>;
  createThread: (graphId: string, title?: string) => Promise<ThreadInfo>;
  renameThread: (threadId: string, title: string) => Promise<void>;
  deleteThread: (threadId: string) => Promise<void>;
  /** All namespaces, newest first. */
  listCheckpoints: (threadId: string) => Promise<CheckpointRow[]>;
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
  readWhole: (ref: ValueRef, path: (string | number)[]) => Promise<Json>;
}

/** How a session reaches a graph. Chosen once; whoever holds one never asks which. */
export interface Adapter {
  readonly capabilities: Capabilities;
  readonly history: History;
  onEvent: (listener: (event: AdapterEvent) => void) => void;
  /** Starts (or restarts) what runs the graphs and says which there are. Throws with a `problem` when it can't. */
  connect: () => Promise<{ graphs: GraphRef[]; runner?: RunnerInfo }>;
  /** Throws `loadFailed`, `noGraphExport`, `severalGraphs`… with a `problem`. */
  loadGraph: (graphId: string) => Promise<{ graph: GraphModel; runner?: RunnerInfo }>;
  getSource: (node: string) => Promise<SourceLocation>;
  /** For clients of the server API. `xray`: subgraphs drawn from inside, to that depth. */
  describe: (xray: boolean | number) => Promise<GraphDescription>;
  /** The whole list; answers with `verified` and `message` set. */
  setBreakpoints: (breakpoints: Breakpoint[]) => Promise<Breakpoint[]>;
  /**
   * Resolves when the run is accepted; its end is the event `runEnded`. While tasks of the thread's run are held, one
   * without input, command or checkpoint is that run going on in another mode: its `run_id` stays.
   */
  run: (run: AdapterRun) => Promise<void>;
  pause: (threadId: string) => Promise<void>;
  /** Aborts the thread's run; kills what runs it when it does not answer within two seconds. */
  stop: (threadId: string) => Promise<void>;
  updateState: (update: AdapterUpdate) => Promise<{ checkpoint_id: string; checkpoint_ns: string }>;
  release: (threadId: string, holdId: string, value?: Json) => Promise<void>;
  /** Ends what `connect` started; `kill` at once. History can still be read. */
  disconnect: (how: { kill: boolean }) => Promise<void>;
}
