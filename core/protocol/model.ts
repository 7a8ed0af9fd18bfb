/**
 * The nouns of Retrograph as they cross the wire. Everything LangGraph already names keeps LangGraph's
 * spelling (`thread_id`, `checkpoint_id`, `next`, `tasks`, `values`); what is ours is camelCase.
 * All of it is plain JSON.
 */
import type { ItemKey } from './items.ts';
import type { BreakpointPlace } from './breakpoint.ts';
import type { Capabilities, Limits } from './capabilities.ts';

/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What was opened: a module, a folder with a `langgraph.json`, or (later) a server or a database. */
export interface ProjectInfo {
  /** Absolute path of the folder the runner works in. */
  root: string;
  /** Short human name, e.g. the folder's. */
  name: string;
  /** What the person gave us, so that it can be opened again: `/abs/agent.ts:graph`, `/abs/langgraph.json`. */
  target: string;
}

/** One graph a project offers. */
export interface GraphRef {
  /** The key in `langgraph.json`, or the export's name of a module opened directly. */
  id: string;
  /** Absolute path of the module. */
  file: string;
  /** The export that holds the graph; absent = find the only one. */
  export?: string;
}

/** DAP's session states as the person sees them: the session's own, or its selected thread's. */
export type SessionState = 'starting' | 'idle' | 'running' | 'stopped' | 'terminated';

/** Facts about the process that runs the graph. */
export interface RunnerInfo {
  pid: number;
  nodePath: string;
  nodeVersion: string;
  langgraphVersion?: string;
  coreVersion?: string;
}

/** Why a graph could not be loaded; shown where the graph would be. */
export interface LoadProblem {
  code: string;
  message: string;
  hint: string;
  /** Absolute path and 1-based position of the fault, when known. */
  file?: string;
  line?: number;
  column?: number;
  /** A few source lines with a caret, ready to print in a fixed-width font. */
  codeFrame?: string;
  stack?: string;
  /** The command that installs what is missing; `installMissing` runs it. */
  install?: string;
  /** The graphs or exports a person may have meant: `target` can be given to `openProject`. */
  choices?: { label: string; target: string }[];
}

/** How a runner ended when nobody asked it to. */
export interface Termination {
  reason: 'crashed' | 'exited' | 'killed' | 'spawnFailed';
  exitCode?: number;
  signal?: string;
  /** One sentence, e.g. `The graph's process exited with code 3 while tools was running.` */
  message: string;
}

/** One debug session: one adapter on one project. Small, so that every change sends the whole. */
export interface SessionInfo {
  sessionId: string;
  project: ProjectInfo;
  graphs: GraphRef[];
  graphId?: string;
  phase: 'starting' | 'ready' | 'terminated';
  capabilities: Capabilities;
  /** Why it lacks the others. */
  limits: Limits;
  runner?: RunnerInfo;
  problem?: LoadProblem;
  terminated?: Termination;
  api?: string; // Where it is served under the LangGraph API: `http://127.0.0.1:2024`.
  /** False when the runner has not answered for two seconds (a node spins); Stop still works. */
  responsive: boolean;
}

/** Why and where a thread stands still with work left to do. */
export interface Stopped {
  reason: 'breakpoint' | 'step' | 'pause' | 'interrupt' | 'exception';
  /** For breakpoints: which side of the node. */
  when?: 'before' | 'after';
  /** Node ids (`sub:inner` in a subgraph) the reason speaks of: hit, next, interrupting, or failed. */
  nodes: string[];
  checkpoint_id?: string;
  checkpoint_ns?: string;
  /** True when tasks are held in a live run rather than stopped between super-steps. */
  held?: boolean;
  /** For exceptions: one line on the error. */
  message?: string;
  /** For exceptions of no task, as of a reducer: all of the error. */
  error?: TaskError;
  /** Whoever started the run asked for this stop (`interrupt_before`, `interrupt_after`), nobody at the window. */
  requested?: boolean;
}

/** A thread and what it is doing now. */
export interface ThreadInfo {
  thread_id: string;
  graph_id: string;
  title: string;
  /** ISO 8601. */
  created_at: string;
  updated_at: string;
  state: 'idle' | 'running' | 'stopped';
  stopped?: Stopped;
  /** The run under way; with `stopped`, one that goes on from here: its tasks are held, or a client waits for it. */
  run_id?: string;
  checkpointCount: number;
  /** Where a branch began. */
  origin?: ThreadOrigin;
}

/** The checkpoint at which a thread was branched from another, which may be gone since. */
export interface ThreadOrigin {
  thread_id: string;
  checkpoint_id: string;
  checkpoint_ns: string;
}

/** A checkpoint without its state: what a timeline row shows. */
export interface CheckpointRow {
  thread_id: string;
  /** `''` for the root graph, else `node:task_id|node:task_id`. */
  checkpoint_ns: string;
  checkpoint_id: string;
  parent_checkpoint_id?: string;
  /** -1 for input, 0 for the first loop. */
  step: number;
  source: 'input' | 'loop' | 'update' | 'fork';
  /** Names of the nodes that run next from here; empty at the end. */
  next: string[];
  /** Channels whose value this checkpoint changed; absent where that is not known. */
  changed?: string[];
  /** Serialised bytes. */
  size: number;
  /** ISO 8601. */
  created_at: string;
  /** `asNode` of the update that made it, when `source` is `update`. */
  asNode?: string;
  /** Worst thing among this checkpoint's tasks. */
  flag?: 'error' | 'interrupt';
}

export type TaskStatus =
  'next' | 'running' | 'held' | 'done' | 'error' | 'interrupted' | 'cancelled';

/** An error of the user's graph. Not ours: it belongs to a task. */
export interface TaskError {
  name: string;
  message: string;
  /** Source-mapped by the runner's `--enable-source-maps`. Absent when only the checkpoint knows the error. */
  stack?: string;
  cause?: TaskError;
}

/** A pending `interrupt()`. */
export interface Interrupt {
  /** LangGraph's id; on 0.2, which has none, the task's id. */
  id: string;
  /** As JSON for display; whole. */
  value: Json;
  task_id: string;
  /** Node id, `sub:inner` in a subgraph. */
  node: string;
  checkpoint_ns: string;
}

/** One execution of a node in a super-step, as recorded. Values are read by `readValue`, never sent along. */
export interface TaskInfo {
  id: string;
  /** The node's or functional task's name. */
  name: string;
  /** Node id in the graph model: the path of names from the root, `sub:inner`. */
  node: string;
  thread_id: string;
  run_id?: string;
  /** The checkpoint it runs from. */
  checkpoint_id: string;
  checkpoint_ns: string;
  /** `checkpoint_ns` of what it calls: its own subgraph's namespace. */
  task_ns: string;
  /** The task that called it, for functional tasks. */
  caller_id?: string;
  status: TaskStatus;
  triggers: string[];
  /** LangGraph's `langgraph_path` as JSON, e.g. `["__pregel_push",0]` for a Send. */
  path: Json[];
  /** 1 for the first try. */
  attempt: number;
  /** ISO 8601. */
  started_at?: string;
  /** Milliseconds. */
  duration?: number;
  error?: TaskError;
  interrupts: Interrupt[];
  /** What LangGraph's serializer did not keep of what it wrote, one sentence each. */
  losses?: string[];
  /** Set while the gate holds it. */
  hold?: {
    hold_id: string;
    /** `error`: what it threw is its `error`. */
    when: BreakpointPlace['when'];
    /** The breakpoint that looked at its value. */
    by?: BreakpointPlace;
    /** What it gave is written and routed: it can only be let go. */
    written?: boolean;
  };
}

/** Names a value somewhere in a thread's past. */
export interface ValueRef {
  thread_id: string;
  checkpoint_ns: string;
  checkpoint_id: string;
  /** Absent: the state. `input`: what the task received. `writes`: what it wrote, one entry a channel. */
  task?: { id: string; part: 'input' | 'writes' };
}

/** Names a value of the long-term store. */
export interface ItemRef {
  item: ItemKey;
}

export type ValueType =
  | 'object'
  | 'array'
  | 'string'
  | 'number'
  | 'boolean'
  | 'null'
  | 'undefined'
  | 'message'
  | 'map'
  | 'set'
  | 'bytes'
  | 'regexp'
  | 'error'
  | 'instance';

/** One value as a row of a tree shows it. */
export interface ValueNode {
  type: ValueType;
  /** One line, at most 200 characters. */
  preview: string;
  /** Number of children; absent for scalars. */
  count?: number;
  /** Characters of its JSON text. */
  size: number;
  /** For `message` and `instance`: `AIMessage`, `Document`… */
  className?: string;
}

/** A value and one level below it. */
export interface ValueLevel {
  node: ValueNode;
  children: { key: string | number; node: ValueNode }[];
  /** Index of the first child sent and the number there are. */
  offset: number;
  total: number;
}

/** A line of the Output panel. */
export interface OutputLine {
  seq: number;
  stream: 'stdout' | 'stderr' | 'custom' | 'retrograph';
  text: string;
  /** ISO 8601. */
  at: string;
  /** The task that printed it, where known. */
  task?: { id: string; node: string };
}

export interface Settings {
  theme: 'system' | 'light' | 'dark';
  /** Absolute path of the `node` that runs graphs; empty = the one on the PATH, else ours. */
  nodePath: string;
  allowedOrigins: string[]; // Of pages elsewhere that may use the LangGraph API.
}
