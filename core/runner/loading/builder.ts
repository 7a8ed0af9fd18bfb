import type { Pregel } from '../langgraph.ts';

/** A `StateGraph` (or `Graph`) before `compile()`, as far as it is drawn. The same fields from 0.2 on. */
export interface Builder {
  nodes: Record<string, NodeSpec>;
  edges: Set<[string, string]>;
  /** `addEdge([a, b], c)`. */
  waitingEdges?: Set<[string[], string]>;
  /** By source node, then by the router's name. */
  branches: Record<string, Record<string, Branch>>;
  _inputDefinition?: Record<string, unknown>;
  compile: () => Pregel;
}

export interface NodeSpec {
  runnable?: unknown;
  /** Where the node's `Command`s may go. */
  ends?: string[] | Record<string, string>;
  defer?: boolean;
  retryPolicy?: unknown;
  cachePolicy?: unknown;
  timeout?: unknown;
  /** Name of the node that gets this one's errors (1.4). */
  errorHandlerNode?: string;
  isErrorHandler?: boolean;
}

export interface Branch {
  /** Path map, label to node; absent when none was given. */
  ends?: Record<string, string>;
}

/** The builder a graph was compiled from; functional graphs and bare Pregels have none. */
export function builderOf(pregel: Pregel): Builder | undefined {
  const builder = pregel.builder as Partial<Builder> | undefined;
  return builder?.nodes && builder.edges && builder.branches ? (builder as Builder) : undefined;
}
