import type { Json } from './model.ts';

/** What a client of the LangGraph server API may ask of a run. Field names are those of its wire. */

export type StreamMode =
  | 'values'
  | 'updates'
  | 'messages'
  | 'messages-tuple'
  | 'custom'
  | 'events'
  | 'debug'
  | 'tasks'
  | 'checkpoints'
  | 'tools';

/** As LangGraph's `Command` takes it: unlike the answers of the window, a resume value may be anything. */
export interface ClientCommand {
  resume?: Json;
  update?: Json;
  goto?: string | SendTo | (string | SendTo)[];
}

export interface SendTo {
  node: string;
  input?: Json;
}

export interface ClientConfig {
  configurable?: Record<string, Json>;
  tags?: string[];
  recursion_limit?: number;
  metadata?: Record<string, Json>;
}

/** What a run carries that a client waits for; it stays with the run over every stop at a breakpoint. */
export interface ClientRun {
  command?: ClientCommand;
  config?: ClientConfig;
  context?: Json;
  interrupt_before?: string[] | '*';
  interrupt_after?: string[] | '*';
  durability?: 'sync' | 'async' | 'exit';
  stream: {
    modes: StreamMode[];
    /** Chunks of subgraphs too. */
    subgraphs: boolean;
    /** Only the last `values` matter: they are sent once, at the end. */
    last?: boolean;
  };
}

/** One chunk for the client: what becomes an event of its stream. */
export interface StreamChunk {
  run_id: string;
  thread_id: string;
  /** `node:task id` of each graph from the root; empty for the root's own. */
  ns: string[];
  /** `values`, `updates`, `messages/partial`, `error`… */
  event: string;
  /** JSON text, messages flat: `{type, content, id…}`. */
  data: string;
}

/** JSON Schemas of a graph; null where neither zod nor a StateSchema says anything. */
export interface GraphSchemas {
  input_schema: Json;
  output_schema: Json;
  state_schema: Json;
  config_schema: Json;
  context_schema: Json;
}

/** What a client can ask about a graph. */
export interface GraphDescription {
  /** `getGraph().toJSON()`: nodes and edges. */
  drawing: Json;
  schemas: GraphSchemas;
  /** By namespace: `node`, `node|inner`. */
  subgraphs: Record<string, GraphSchemas>;
}
