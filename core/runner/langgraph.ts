/**
 * The little of LangGraph that Retrograph touches, as structural types: the real classes come from the
 * user's project at run time, in any version from 0.2 on, so nothing here may be imported from a copy of ours.
 */

import type { RunnableEvent } from './messageEvents.ts';

/** `config` as LangGraph passes it to nodes and savers. */
export interface RunnableConfig {
  configurable?: Record<string, unknown>;
  metadata?: Record<string, unknown>;
  signal?: AbortSignal;
  [key: string]: unknown;
}

/** The user's serializer; sync in some versions, async in others: always await. */
export interface Serde {
  dumpsTyped: (value: unknown) => [string, Uint8Array] | Promise<[string, Uint8Array]>;
  loadsTyped: (type: string, data: Uint8Array | string) => unknown;
}

export interface PregelNode {
  bound: { invoke: (input: unknown, config: RunnableConfig) => Promise<unknown> } & Record<
    string,
    unknown
  >;
  triggers: string[];
  channels: unknown;
  [key: string]: unknown;
}

export interface PregelTask {
  id: string;
  name: string;
  path?: unknown[];
  interrupts: { id?: string; interrupt_id?: string; value?: unknown; ns?: string[] }[];
  error?: unknown;
  result?: unknown;
  state?: StateSnapshot | RunnableConfig;
}

export interface StateSnapshot {
  values: unknown;
  next: string[];
  config: RunnableConfig;
  metadata?: Record<string, unknown>;
  createdAt?: string;
  parentConfig?: RunnableConfig;
  tasks: PregelTask[];
}

interface Drawing {
  toJSON: () => unknown;
}

/** A compiled graph. */
export interface Pregel {
  nodes: Record<string, PregelNode>;
  channels: Record<string, { lc_graph_name?: string } & Record<string, unknown>>;
  builder?: Record<string, unknown>;
  checkpointer?: unknown;
  store?: unknown;
  interruptBefore?: string[] | '*';
  interruptAfter?: string[] | '*';
  stream: (input: unknown, options: RunnableConfig) => Promise<AsyncIterable<unknown>>;
  streamEvents: (
    input: unknown,
    options: RunnableConfig & { version: 'v2' },
  ) => AsyncIterable<RunnableEvent>;
  getState: (config: RunnableConfig, options?: { subgraphs?: boolean }) => Promise<StateSnapshot>;
  updateState: (
    config: RunnableConfig,
    values: unknown,
    asNode?: string,
  ) => Promise<RunnableConfig>;
  bulkUpdateState?: (
    config: RunnableConfig,
    supersteps: { updates: { values: unknown; asNode?: string | undefined }[] }[],
  ) => Promise<RunnableConfig>;
  getGraph?: (options: object) => Drawing | Promise<Drawing>;
  getGraphAsync?: (options: object) => Promise<Drawing>;
  getSubgraphsAsync?: (namespace?: string, recurse?: boolean) => AsyncIterable<[string, Pregel]>;
  [key: string]: unknown;
}

/** The copy of LangGraph the graph was built with. */
export interface Library {
  version: string;
  coreVersion: string;
  /** checkpoint 0.0.x (LangGraph 0.2, 0.3): savers must fill `checkpoint.pending_sends`. */
  legacyPendingSends: boolean;
  serde: Serde;
  Command: new (args: { resume?: unknown; update?: unknown; goto?: unknown }) => object;
  Send: new (node: string, args: unknown) => object;
  GraphInterrupt: new (interrupts: unknown[]) => Error;
}
