import type { Json } from './model.ts';

export type NodeKind = 'start' | 'end' | 'node' | 'subgraph' | 'task';

export interface GraphNode {
  /** Path of names from the root: `agent`, `sub:inner`, `sub:__start__`. */
  id: string;
  name: string;
  kind: NodeKind;
  /** Id of the subgraph node it lies in. */
  parent?: string;
  /** Runs only when nothing else is left (`defer: true`). */
  defer?: boolean;
  /** Has a retry policy, a cache policy or a timeout: shown as small marks. */
  retry?: boolean;
  cache?: boolean;
  /** `getSource` can answer. */
  hasSource: boolean;
}

export interface GraphEdge {
  id: string;
  source: string;
  target: string;
  /**
   * - `normal`: `addEdge`
   * - `conditional`: a router with a path map
   * - `command`: declared in a node's `ends`
   * - `join`: one leg of `addEdge([a, b], c)`; legs of one join share `joinId`
   * - `anywhere`: a router without a path map; `target` equals `source`, drawn as a mark on the node
   * - `observed`: not declared; seen in a run
   */
  kind: 'normal' | 'conditional' | 'command' | 'join' | 'anywhere' | 'observed';
  label?: string;
  joinId?: string;
  /** A run has taken it. */
  taken?: boolean;
}

export interface ChannelInfo {
  name: string;
  /** LangGraph's class: `LastValue`, `BinaryOperatorAggregate`, `Topic`, `DeltaChannel`… */
  type: string;
  /** What an update does to it, in words: `replaces`, `merges messages by id`, `reducer`, `appends`. */
  reducer: string;
  isMessages: boolean;
  input: boolean;
  /** It has a value before anything is written to it. */
  hasDefault?: boolean;
}

export interface Diagnostic {
  severity: 'warning' | 'info';
  message: string;
}

/** The graph as drawn: hierarchical, from `compiled.builder`, never from `getGraph({xray})`. */
export interface GraphModel {
  graphId: string;
  /** `functional` graphs have no static structure: their call tree is built from the tasks that ran. */
  kind: 'state' | 'functional' | 'pregel';
  /** A subgraph comes before what lies in it. */
  nodes: GraphNode[];
  edges: GraphEdge[];
  channels: ChannelInfo[];
  /** JSON Schema of the input, when the graph knows one at run time (zod, StateSchema). */
  inputSchema?: Json;
  /** What the Input editor starts with: the module's `exampleInput` export, else a skeleton. */
  exampleInput: Json;
  /** `interruptBefore`/`interruptAfter` given to `compile()`: the initial breakpoints. */
  compiledBreakpoints: { node: string; when: 'before' | 'after' }[];
  diagnostics: Diagnostic[];
  /** It was compiled with a long-term store of its own, so that it never reaches the project's. */
  ownStore?: boolean;
  /** A factory made it, of what the run config said then. */
  isMade?: boolean;
  /** Changes when the structure does: the key of a cached layout. */
  shape: string;
}

export interface SourceLocation {
  file: string;
  /** 1-based. */
  line: number;
  column: number;
  /** The whole file. */
  text: string;
  language: 'typescript' | 'javascript' | 'python';
}
