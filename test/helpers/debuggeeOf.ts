import { randomUUID } from 'node:crypto';
import * as langgraph from '@langchain/langgraph';
import type { AdapterRun, AdapterUpdate } from '../../core/protocol/debuggee.ts';
import type { StoreOperation } from '../../core/protocol/items.ts';
import type { GraphModel, GraphNode } from '../../core/protocol/graph.ts';
import type { Breakpoint } from '../../core/protocol/breakpoint.ts';
import type { Json, OutputLine, Stopped, TaskInfo } from '../../core/protocol/model.ts';
import { createDebuggee } from '../../core/runner/debuggee.ts';
import type { Library, Pregel } from '../../core/runner/langgraph.ts';
import type { CheckpointStore, PutCheckpoint, RunnerEvent } from '../../core/runner/messages.ts';
import { openDatabaseFile } from '../../core/storage/database.ts';
import { createItems } from '../../core/storage/items/items.ts';
import { createMemoryStore } from './memoryStore.ts';

type Side = 'before' | 'after';
type RunOptions = Partial<Omit<AdapterRun, 'run_id'>>;

/** Our own copy of LangGraph, as the loader would describe the user's. */
const library: Library = {
  version: '1.4.18',
  coreVersion: '1.2.13',
  legacyPendingSends: false,
  serde: new langgraph.MemorySaver().serde,
  Command: langgraph.Command as unknown as Library['Command'],
  Send: langgraph.Send,
  GraphInterrupt: langgraph.GraphInterrupt as unknown as Library['GraphInterrupt'],
};

async function instancesOf(root: Pregel): Promise<Map<string, Pregel>> {
  const instances = new Map([['', root]]);
  for await (const [path, instance] of root.getSubgraphsAsync?.(undefined, true) ?? []) {
    instances.set(path.replaceAll('|', ':'), instance);
  }
  return instances;
}

function modelOf(root: Pregel, instances: Map<string, Pregel>): GraphModel {
  const nodes = [...instances].flatMap(([path, instance]) =>
    Object.keys(instance.nodes).map((name): GraphNode => {
      const id = path === '' ? name : `${path}:${name}`;
      const kind = name === '__start__' ? 'start' : instances.has(id) ? 'subgraph' : 'node';
      return { id, name, kind, ...(path && { parent: path }), hasSource: false };
    }),
  );
  return {
    graphId: 'graph',
    kind: root.builder ? 'state' : 'functional',
    nodes,
    edges: [],
    channels: [],
    exampleInput: {},
    compiledBreakpoints: [],
    diagnostics: [],
    shape: '',
  };
}

/** A real graph under the debugger, in this process, with its checkpoints in memory: the verbs of the runner's tests. */
export async function debuggeeOf(
  graph: object,
  {
    put,
    store = createMemoryStore(),
  }: {
    put?: (row: PutCheckpoint, put: CheckpointStore['put']) => Promise<void>;
    /** Another's, to find its threads. */
    store?: ReturnType<typeof createMemoryStore>;
  } = {},
) {
  const pregel = graph as Pregel;
  const instances = await instancesOf(pregel);
  const events: RunnerEvent[] = [];
  const waiting = new Set<() => void>();
  const emit = (batch: RunnerEvent[]) => {
    events.push(...structuredClone(batch));
    for (const look of waiting) look();
  };
  const items = createItems(openDatabaseFile(':memory:', 0), '');
  const storeBatch = async (operations: StoreOperation[]) => items.batch(operations);
  const loaded = {
    id: 'graph',
    pregel,
    library,
    model: modelOf(pregel, instances),
    instances,
  };
  const host = {
    ...store,
    ...(put && { put: (row: PutCheckpoint) => put(row, store.put) }),
    emit,
    storeBatch,
  };
  const debuggee = createDebuggee(loaded, host);
  const thread_id = randomUUID();

  const until = <T>(find: () => T | undefined): Promise<T> =>
    new Promise((resolve) => {
      const look = () => {
        const found = find();
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });

  const begin = async (options: RunOptions = {}): Promise<string> => {
    const run_id = randomUUID();
    await debuggee.run({ run_id, thread_id, input: null, mode: 'continue', ...options });
    return run_id;
  };
  const ended = (run_id: string): Promise<{ stopped?: Stopped }> =>
    until(() =>
      events.find((event) => event.type === 'runEnded' && event.run_id === run_id),
    ) as Promise<{
      stopped?: Stopped;
    }>;

  return {
    ...debuggee,
    debuggee,
    store,
    items,
    events,
    thread_id,
    begin,
    until,
    /** Runs to the end of the run, and says why it stopped there. */
    async go(options: RunOptions = {}): Promise<Stopped | undefined> {
      return (await ended(await begin(options))).stopped;
    },
    ended: async (run_id: string) => (await ended(run_id)).stopped,
    /** The newest `held` event after `since`, once it satisfies `fits`. */
    held: (fits: (stopped: Stopped) => boolean = () => true) =>
      until(() => {
        const last = events.findLast((event) => event.type === 'held');
        return last?.type === 'held' && last.stopped && fits(last.stopped)
          ? last.stopped
          : undefined;
      }),
    breakOn: (...places: string[]) =>
      debuggee.setBreakpoints(
        places.map((place): Breakpoint => {
          const [when, node] = place.split(' ') as [Side, string];
          return { node, when, enabled: true, verified: false };
        }),
      ),
    update: (values: Json, options: Partial<AdapterUpdate> = {}) =>
      debuggee.updateState({ thread_id, values, ...options }),
    /** Every task as last reported, in the order of first report. */
    tasks(): TaskInfo[] {
      const byId = new Map<string, TaskInfo>();
      for (const event of events) {
        if (event.type === 'tasks') for (const task of event.tasks) byId.set(task.id, task);
      }
      return [...byId.values()];
    },
    task(node: string): TaskInfo {
      const found = this.tasks().findLast((task) => task.node === node);
      if (!found) throw new Error(`No task of ${node} was reported.`);
      return found;
    },
    /** Every status reported for a node, in order. */
    statuses: (node: string): string[] =>
      events.flatMap((event) =>
        event.type === 'tasks'
          ? event.tasks.filter((task) => task.node === node).map((task) => task.status)
          : [],
      ),
    output: (): Omit<OutputLine, 'seq'>[] =>
      events.flatMap((event) => (event.type === 'output' ? event.lines : [])),
    async state(): Promise<Record<string, unknown>> {
      const state = await pregel.getState({ configurable: { thread_id } });
      return state.values as Record<string, unknown>;
    },
    async next(): Promise<string[]> {
      return (await pregel.getState({ configurable: { thread_id } })).next;
    },
    rows: (checkpoint_ns = '') =>
      store.puts
        .filter((row) => row.checkpoint_ns === checkpoint_ns)
        .sort((a, b) => (a.checkpoint_id < b.checkpoint_id ? 1 : -1)),
  };
}

/** What a promise that has to fail failed with. */
export const failure = (promise: Promise<unknown>): Promise<{ code?: string; message: string }> =>
  promise.then(
    () => {
      throw new Error('It did not fail.');
    },
    (error: { code?: string; message: string }) => error,
  );

/** Something a node waits for, until the test lets it. */
export function latch(): { opened: Promise<void>; open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}
