import { AsyncLocalStorage } from 'node:async_hooks';
import type { BreakpointPlace } from '../protocol/breakpoint.ts';
import type { ClientRun, StreamChunk } from '../protocol/clientRun.ts';
import type { Stopped, TaskInfo } from '../protocol/model.ts';
import type { RunMode } from '../protocol/requests.ts';
import type { Breakpoints } from './breakpoints.ts';
import type { Commits } from './commits.ts';
import type { Hits } from './condition.ts';
import type { LossList } from '../structure/lossList.ts';
import type { Emitter } from './emitter.ts';
import type { Holds } from './holds.ts';
import type { Checkpoint } from './hostSaver.ts';
import type { Pregel, RunnableConfig } from './langgraph.ts';
import type { Write } from './routes.ts';
import type { StoredTuple } from './messages.ts';
import type { RunConfig } from '../protocol/runConfig.ts';

export type Side = 'before' | 'after';

/** Where a task may be held. */
export type HoldSide = BreakpointPlace['when'];

/** Where a graph asked to stop between two super-steps. */
export interface Boundary {
  reason: Stopped['reason'];
  when: Side;
  node: string;
  /** A list of the caller's named it. */
  requested?: boolean;
}

/** One run of a thread, as everything that happens inside it sees it. */
export interface Run {
  readonly run_id: string;
  readonly thread_id: string;
  mode: RunMode;
  readonly config: RunConfig;
  /** A client of the server API waits for it. */
  readonly client?: ClientRun;
  /** Chunks that say that a boundary stopped the graph: the client's only when the client asked for the stop. */
  readonly keptBack: StreamChunk[];
  /** Depth at which the step began: 0 = the root graph. */
  startDepth: number;
  pauseRequested: boolean;
  /** True while Retrograph itself runs up to an interrupt: nothing stops it on the way. */
  silent: boolean;
  readonly abort: AbortController;
  readonly breakpoints: Breakpoints;
  /** Of its breakpoints' conditions; goes on in the runs that go on from this one. */
  readonly hits: Hits;
  readonly emitter: Emitter;
  readonly holds: Holds;
  readonly commits: Commits;
  readonly losses: LossList;
  /** Every task of this run by id, as last reported. */
  readonly tasks: Map<string, TaskInfo>;
  /** Tasks that have begun and not settled. */
  readonly live: Set<string>;
  /** The innermost task an error came from. */
  readonly culprits: WeakMap<object, TaskInfo>;
  /** Boundaries that really stopped a graph, innermost first. */
  readonly stops: Boundary[];
  /** Set when a value could not be stored: the run ends with it, whatever else is thrown. */
  failure?: { error: Error; task_id?: string };
  readonly debuggee: Discoveries;
  /** The root's newest checkpoint, null for none, until it is read once or another is put: what core sent with the run. */
  head?: StoredTuple | null;
  /** The root's last checkpoint that this run has put. */
  last?: Checkpoint;
}

/** What running teaches about a graph, kept as long as the process. */
export interface Discoveries {
  /** Compiled graphs that no node declares, by the node that called them. */
  readonly instances: Map<string, Pregel>;
  /** Node ids that have run. */
  readonly seen: Set<string>;
  /** The innermost task that asked, by the interrupt's key. */
  readonly askers: Map<string, { task_id: string; node: string; checkpoint_ns: string }>;
  adopt: (instance: Pregel) => void;
}

/** The place in a run where code executes: the run itself, or one of its tasks. */
export interface Scope {
  readonly run: Run;
  /** Node id of the task; `''` for the run itself. */
  readonly node: string;
  /** Depth of the task itself: that of its super-step, or of its call. */
  readonly place: number;
  /** Depth of the super-steps of a graph that runs in this scope. */
  readonly depth: number;
  /** Depth of the functional tasks called in this scope. */
  readonly callDepth: number;
  readonly task?: TaskInfo;
  /** The task is one of the functional API's, which has no super-step of its own. */
  readonly functional?: boolean;
  /** What the task was called with. */
  readonly call?: { input: unknown; config: RunnableConfig };
  /** Milliseconds the task was held. */
  held: number;
  /** What the graph in this scope answered last when it asked whether to stop. */
  boundary?: Boundary;
  /** What the task wrote, where a breakpoint wants to know. */
  sent?: Write[];
  /** What tasks within it threw, and it itself where that is known: it was told there. */
  thrown?: Set<unknown>;
}

export type TaskScope = Scope & Required<Pick<Scope, 'task' | 'call'>>;

/** Follows every asynchronous call of the user's code, also late timers. */
export const scopes = new AsyncLocalStorage<Scope>();

/** `asNode` of the update under way. */
export const updatingAs = new AsyncLocalStorage<string>();

/** The id of a node or task called `name` in `scope`. */
export const nodeIn = (scope: Scope, name: string): string =>
  scope.node === '' ? name : `${scope.node}:${name}`;
