import type { Assistant, Client, GraphSchema } from '@langchain/langgraph-sdk';
import type { AdapterEvent } from '../protocol/debuggee.ts';
import type { GraphDescription, GraphSchemas } from '../protocol/clientRun.ts';
import { serverLimits } from '../protocol/capabilities.ts';
import { StudioError } from '../protocol/errors.ts';
import type { GraphModel } from '../protocol/graph.ts';
import { isConditional, judged, type Breakpoint } from '../protocol/breakpoint.ts';
import type { GraphRef, Json } from '../protocol/model.ts';
import type { Adapter } from './adapter.ts';
import { createMemoryLedger } from './memoryLedger.ts';
import { asked, otherVersion, statusOf } from './server/explain.ts';
import { refuseForeign } from './server/refuseForeign.ts';
import { createServerClient, type ServerAccess } from './server/serverClient.ts';
import { graphModel } from './server/serverGraph.ts';
import { createServerHistory } from './server/serverHistory.ts';
import { createServerItems } from './server/serverItems.ts';
import { createServerRuns } from './server/serverRuns.ts';
import { createStates } from './server/states.ts';
import { createTaskValues } from './server/taskValues.ts';
import { updateState } from './server/updateState.ts';
import { createThreadWatch } from './server/threadWatch.ts';

export interface ServerAdapterOptions {
  access: ServerAccess;
  /** Milliseconds to wait before each attempt to reach a server that went away in mid-run. */
  patience?: number[];
  /** Milliseconds a graph is shown without its schemas at most, 0 = never with: the JavaScript dev server compiles for them. */
  schemaPatience?: number;
  /** Milliseconds between two looks at what other clients do. */
  watchEvery?: number;
}

/** How many assistants are looked at: graphs, as a server sees them. */
const MOST_ASSISTANTS = 1000;

/** Debugs the graphs of any LangGraph server over its API. */
export function createServerAdapter(options: ServerAdapterOptions): Adapter {
  const {
    access,
    patience = [250, 500, 1000, 2000, 4000, 5000],
    watchEvery = 2_000,
    schemaPatience = 5_000,
  } = options;
  const { url } = access;
  const client = createServerClient(access);
  const ledger = createMemoryLedger();
  const states = createStates(client);
  const values = createTaskValues();
  const updatedAs = new Map<string, string>();
  const listeners = new Set<(event: AdapterEvent) => void>();
  const emit = (event: AdapterEvent) => {
    for (const listener of listeners) listener(event);
    // A server does not say what a run puts into its store.
    if (event.type === 'runEnded') emit({ type: 'itemsChanged' });
  };
  let assistants = new Map<string, string>();
  let graph: GraphModel | undefined;
  let description: GraphDescription | undefined;
  let breakpoints: Breakpoint[] = [];

  /** Threads whose run the server has not taken yet. */
  const starting = new Set<string>();
  const isFollowed = (threadId: string): boolean =>
    starting.has(threadId) || runs.isRunning(threadId);
  const history = createServerHistory({
    url,
    client,
    ledger,
    states,
    values,
    updatedAs,
    isFollowed,
    emit,
  });
  const loaded = (): GraphModel => {
    if (graph) return graph;
    throw new StudioError('notReady', 'The graph is not loaded yet.');
  };
  const runs = createServerRuns({
    url,
    client,
    ledger,
    states,
    values,
    history,
    left: (threadId, head) => watch.leaves(threadId, head),
    emit,
    patience,
    assistantId: () => assistants.get(loaded().graphId) ?? loaded().graphId,
    breakpoints: () => breakpoints,
  });
  const watch = createThreadWatch({
    client,
    ledger,
    states,
    history,
    isFollowed,
    emit,
    every: watchEvery,
  });

  return {
    capabilities: { run: true, updateState: true, store: true },
    limits: serverLimits,
    history: history.history,
    ledger,
    items: createServerItems(client, url),
    onEvent: (listener) => void listeners.add(listener),

    async connect() {
      await refuseForeign(access);
      const found = await asked(url, assistantsOf(client, url));
      // A graph's own assistant comes before those that people made of it.
      const own = found.toSorted((a, b) => Number(isSystem(b)) - Number(isSystem(a)));
      assistants = new Map(
        own.toReversed().map(({ graph_id, assistant_id }) => [graph_id, assistant_id]),
      );
      const graphs = [...new Set(own.map(({ graph_id }) => graph_id))].toSorted();
      return { graphs: graphs.map((id): GraphRef => ({ id, file: url })) };
    },

    async loadGraph(graphId) {
      const assistant = assistants.get(graphId);
      if (!assistant) {
        throw new StudioError(
          'noGraphExport',
          `The server at ${url} has no graph named ${graphId}.`,
        );
      }
      const [drawing, schemas] = await asked(
        url,
        Promise.all([drawingOf(client, assistant), schemasOf(client, assistant, schemaPatience)]),
      );
      graph = graphModel(graphId, drawing, schemas);
      description = {
        drawing: drawing as unknown as Json,
        schemas: (schemas ?? noSchemas) as GraphSchemas,
        subgraphs: {},
      };
      watch.start(graphId);
      return { graph };
    },

    async describe() {
      if (description) return description;
      throw new StudioError('notReady', 'The graph is not loaded yet.');
    },
    async getSource() {
      throw new StudioError('noSource', serverLimits.source);
    },

    async setBreakpoints(wanted) {
      const { nodes } = loaded();
      breakpoints = wanted.map((one) => judged(one, whyNot(one, nodes)));
      return breakpoints;
    },

    async run(run) {
      starting.add(run.thread_id);
      try {
        await asked(url, runs.start(run));
      } finally {
        starting.delete(run.thread_id);
      }
    },
    async pause() {
      throw new StudioError('notSupported', serverLimits.pause);
    },
    stop: (threadId) =>
      asked(url, runs.isRunning(threadId) ? runs.cancel(threadId) : watch.cancel(threadId)),

    async updateState(update) {
      const made = await updateState(update, { url, client, ledger, states, graph: loaded() });
      const { thread_id, asNode } = update;
      if (asNode !== undefined) updatedAs.set(made.checkpoint_id, asNode);
      const state = await asked(url, states.fresh({ thread_id, ...made }));
      const parentId = state.parent_checkpoint?.checkpoint_id ?? '';
      const { checkpoint_ns } = made;
      const parent = states.cached({ thread_id, checkpoint_ns, checkpoint_id: parentId });
      const { row, tasks } = history.note(thread_id, state, parent, false);
      const isRoot = checkpoint_ns === '';
      watch.leaves(thread_id, isRoot ? state : await asked(url, states.head(thread_id)));
      emit({ type: 'checkpoint', row });
      if (tasks.length > 0) emit({ type: 'tasks', thread_id, tasks });
      return made;
    },

    async release() {
      throw new StudioError('unknownHold', serverLimits.holds);
    },

    async disconnect() {
      watch.stop();
      runs.leave();
    },
  };
}

/** Throws `serverVersion` where there are none, whatever the server says of it. */
async function assistantsOf(client: Client, url: string): Promise<Assistant[]> {
  const found: unknown = await client.assistants
    .search({ limit: MOST_ASSISTANTS })
    .catch((error: unknown) => {
      throw statusOf(error) === 404 ? otherVersion(url) : error;
    });
  if (!Array.isArray(found)) throw otherVersion(url);
  return found as Assistant[];
}

const noSchemas = {
  input_schema: null,
  output_schema: null,
  state_schema: null,
  config_schema: null,
  context_schema: null,
};

/** With subgraphs, where the server can: Python's cannot for a graph that it makes per run. */
const drawingOf = (client: Client, assistant: string) =>
  client.assistants
    .getGraph(assistant, { xray: true })
    .catch(() => client.assistants.getGraph(assistant));

/** Undefined where the server takes too long or fails: a graph can be debugged without. */
async function schemasOf(
  client: Client,
  assistant: string,
  patience: number,
): Promise<GraphSchema | undefined> {
  if (patience === 0) return undefined;
  const signal = AbortSignal.timeout(patience);
  return client.assistants.getSchemas(assistant, { signal }).catch(() => undefined);
}

const isSystem = ({ metadata }: { metadata?: unknown }): boolean =>
  (metadata as { created_by?: unknown } | undefined)?.created_by === 'system';

function whyNot(breakpoint: Breakpoint, nodes: GraphModel['nodes']): string | undefined {
  const { node } = breakpoint;
  if (isConditional(breakpoint)) return serverLimits.conditionalBreakpoints;
  if (node.includes(':')) return serverLimits.subgraphBreakpoints;
  return nodes.some(({ id }) => id === node) ? undefined : `The graph has no node ${node}.`;
}
