import type { AuthHandlers } from '../protocol/apiAuth.ts';
import type { AppAnswer, AppRef, AppRequest } from '../protocol/apiConfig.ts';
import type { Capabilities, Limits } from '../protocol/capabilities.ts';
import type { GraphDescription } from '../protocol/clientRun.ts';
import type { AdapterEvent, AdapterRun, AdapterUpdate } from '../protocol/debuggee.ts';
import type { GraphModel, SourceLocation } from '../protocol/graph.ts';
import type { History, Ledger } from '../protocol/history.ts';
import type { HeldValue, LetGo } from '../protocol/hold.ts';
import type { ItemStore } from '../protocol/items.ts';
import type { Breakpoint } from '../protocol/breakpoint.ts';
import type { GraphRef, RunnerInfo } from '../protocol/model.ts';
import type { RunConfig } from '../protocol/runConfig.ts';

/** How a session reaches a graph. Chosen once; whoever holds one never asks which. */
export interface Adapter {
  readonly capabilities: Capabilities;
  /** Why it lacks the others. */
  readonly limits: Limits;
  readonly history: History;
  readonly ledger: Ledger;
  /** Where the capability `store` is. */
  readonly items?: ItemStore;
  onEvent: (listener: (event: AdapterEvent) => void) => void;
  /** Starts (or restarts) what runs the graphs and says which there are. Throws with a `problem` when it can't. */
  connect: () => Promise<{ graphs: GraphRef[]; runner?: RunnerInfo }>;
  /**
   * `config`: what a factory makes it with, where it is us who call it. Throws `loadFailed`, `noGraphExport`,
   * `severalGraphs`… with a `problem`.
   */
  loadGraph: (
    graphId: string,
    config?: RunConfig,
  ) => Promise<{ graph: GraphModel; runner?: RunnerInfo }>;
  getSource: (node: string) => Promise<SourceLocation>;
  /** For clients of the server API. `xray`: subgraphs drawn from inside, to that depth. */
  describe: (xray: boolean | number) => Promise<GraphDescription>;
  /** For clients of the server API: what a web app of the project answers, null where it has no such route. */
  callApp?: (app: AppRef, request: AppRequest) => Promise<AppAnswer | null>;
  /** For clients of the server API: what the project itself says of them. */
  auth?: AuthHandlers;
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
  /** Installs what the last `problem` says is missing (`LoadProblem.install`). */
  install?: () => Promise<void>;
  /** Absent where no task can be held. Throws `unknownHold`. */
  readHold?: (threadId: string, holdId: string) => Promise<HeldValue>;
  /** Throws `unknownHold`, and `invalidInput` for what the task cannot go on with. */
  release: (threadId: string, holdId: string, how?: LetGo) => Promise<void>;
  /** Ends what `connect` started; `kill` at once. History can still be read. */
  disconnect: (how: { kill: boolean }) => Promise<void>;
}
