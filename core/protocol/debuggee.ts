import type { ClientRun, StreamChunk } from './clientRun.ts';
import type {
  CheckpointRow,
  Json,
  OutputLine,
  Stopped,
  TaskInfo,
  Termination,
  ThreadInfo,
} from './model.ts';
import type { RunMode } from './requests.ts';
import type { RunConfig } from './runConfig.ts';

/** The words between a session and whatever runs its graph, the same for every adapter. */

/** `RunRequest` as an adapter gets it: `run_id` is the session's, so that no event can come before the id. */
export interface AdapterRun {
  run_id: string;
  thread_id: string;
  input: Json;
  command?: { resume: Record<string, Json> };
  checkpoint_id?: string;
  checkpoint_ns?: string;
  mode: RunMode;
  /** Absent for a client's run, which brings its own. */
  config?: RunConfig;
  /** A client of the server API waits for it. */
  client?: ClientRun;
}

export interface AdapterUpdate {
  thread_id: string;
  checkpoint_id?: string;
  checkpoint_ns?: string;
  values: Json;
  asNode?: string;
  /** More of the same super-step, as those of nodes that ran together; `asNode` is given then. */
  siblings?: { values: Json; asNode: string }[];
}

/** Where a thread stands; absent fields are cleared. */
export interface ThreadStanding {
  state: ThreadInfo['state'];
  stopped?: Stopped;
  run_id?: string;
}

/** What an adapter reports. Order is the order in which things happened. */
export type AdapterEvent =
  | { type: 'checkpoint'; row: CheckpointRow }
  | { type: 'tasks'; thread_id: string; tasks: TaskInfo[] }
  | { type: 'runEnded'; run_id: string; thread_id: string; stopped?: Stopped }
  /** Only of runs with a `client`. */
  | ({ type: 'chunk' } & StreamChunk)
  /** Tasks are held in a live run (`stopped` present), or all are let go (absent). */
  | { type: 'held'; run_id: string; thread_id: string; stopped?: Stopped }
  | { type: 'output'; lines: Omit<OutputLine, 'seq'>[] }
  | { type: 'responsive'; responsive: boolean }
  | { type: 'terminated'; termination: Termination }
  /** A thread was made or changed by somebody else. */
  | { type: 'thread'; thread: ThreadInfo }
  /** Somebody else deleted a thread. */
  | { type: 'threadDeleted'; thread_id: string }
  /** Somebody else started a run: the session hears of it as of its own. */
  | { type: 'runStarted'; run_id: string; thread_id: string }
  /** What ran may have changed the long-term store. */
  | { type: 'itemsChanged' }
  /** A source file of the graph changed on disk. */
  | { type: 'sourceChanged' };
