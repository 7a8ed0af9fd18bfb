import { randomUUID } from 'node:crypto';
import type { Adapter } from '../adapters/adapter.ts';
import { StudioError } from '../protocol/errors.ts';
import type { EventBody } from '../protocol/events.ts';
import type { ThreadQuery } from '../protocol/history.ts';
import type { Breakpoint } from '../protocol/breakpoint.ts';
import type { ProjectInfo, SessionInfo, Termination, ThreadInfo } from '../protocol/model.ts';
import type { AdapterUpdate } from '../protocol/debuggee.ts';
import type { Storage } from '../storage/storage.ts';
import { createClientRuns, type NewRun } from './clientRuns.ts';
import { toLoadProblem, whyUnreachable } from './loadProblem.ts';
import { createOpenGraph, type OpenGraph } from './openGraph.ts';
import { createOutputBuffer } from './outputBuffer.ts';
import { createHolds } from './holds.ts';
import { itemsOf } from './items.ts';
import { listenTo } from './sessionEvents.ts';
import { createSurgery } from './surgery.ts';
import { createThreadRuns } from './threadRuns.ts';

export interface SessionOptions {
  project: ProjectInfo;
  /** What the memories of the project's graphs are stored under. */
  projectKey: string;
  adapter: Adapter;
  /** What is remembered of graphs, whatever runs them. */
  storage: Pick<Storage, 'graph'>;
  emit: (event: EventBody) => void;
}

/**
 * One debug session: one adapter on one project, from `open` to `close`. It is the only one that says
 * where a thread stands, and everything it says is in the ledger first.
 */
export function createSession({ project, projectKey, adapter, storage, emit }: SessionOptions) {
  const sessionId = randomUUID();
  const { ledger } = adapter;
  const output = createOutputBuffer();
  const runs = createThreadRuns(ledger, (thread) => emit({ type: 'thread', sessionId, thread }));
  const clients = createClientRuns(runs);
  let info: SessionInfo = {
    sessionId,
    project,
    graphs: [],
    phase: 'starting',
    capabilities: adapter.capabilities,
    limits: adapter.limits,
    responsive: true,
  };
  let open: OpenGraph | undefined;
  let loading = Promise.resolve();
  /** Counts loads: what an overtaken one brings is not looked at. */
  let turn = 0;
  let reloadWaits = false;
  /** There is a runner with the graph loaded. */
  let reachable = false;

  const change = (changes: Partial<SessionInfo>) => {
    info = { ...info, ...changes };
    emit({ type: 'session', session: info });
  };

  const openGraph = (graphId: string): OpenGraph => {
    if (open?.graphId === graphId) return open;
    open = createOpenGraph({
      sessionId,
      projectKey,
      graphId,
      storage,
      ledger,
      emit,
      unreachable: () => (reachable ? undefined : whyUnreachable(info)),
      sendBreakpoints: adapter.setBreakpoints,
    });
    return open;
  };

  const loadNow = async (wanted: string | undefined, mine: number): Promise<void> => {
    reloadWaits = false;
    reachable = false;
    change({ phase: 'starting', problem: undefined, terminated: undefined, responsive: true });
    try {
      const { graphs } = await adapter.connect();
      if (mine !== turn) return;
      const known = graphs.find((graph) => graph.id === wanted) ?? graphs[0];
      if (!known) throw new StudioError('noGraphExport', 'The project has no graph.');
      const target = openGraph(known.id);
      change({ graphs, graphId: known.id });
      const config = target.memory.runConfig();
      const { graph, runner } = await adapter.loadGraph(known.id, config);
      if (mine !== turn) return;
      reachable = true;
      await target.loaded(graph, config);
      if (mine !== turn) return;
      change({ phase: 'ready', ...(runner && { runner }) });
    } catch (error) {
      if (mine !== turn) return;
      reachable = false;
      change({ phase: 'ready', problem: toLoadProblem(error), runner: undefined });
      open?.failed();
    }
  };

  const load = (wanted = open?.graphId): Promise<void> => {
    turn += 1;
    loading = loadNow(wanted, turn);
    return loading;
  };

  /** Waits for a load under way, also for one that overtakes it, and brings a dead runner or an outdated graph back. */
  const ready = async (): Promise<OpenGraph> => {
    if (info.phase === 'terminated' || (open?.isOutdated && !runs.any())) void load();
    for (let seen; seen !== loading;) {
      seen = loading;
      await seen;
    }
    if (info.problem)
      throw new StudioError('notReady', info.problem.message, { problem: info.problem });
    if (!open?.model) throw new StudioError('notReady', 'The graph is not loaded.');
    return open;
  };

  const say = (text: string) =>
    tellOutput([{ stream: 'retrograph', text, at: new Date().toISOString() }]);
  const tellOutput = (lines: Parameters<typeof output.add>[0]) =>
    emit({ type: 'output', sessionId, lines: output.add(lines) });

  /** A held task has written nothing yet: its run can end, and nothing is lost. */
  const endHeld = async (thread_id: string) => {
    if (runs.heldRun(thread_id) !== undefined) await adapter.stop(thread_id);
    runs.refuseRunning(thread_id);
  };

  /** A new runner would end the runs of this one, so it waits for them; what has ended has none. */
  const reload = async (why: string) => {
    if (!runs.any() || info.phase === 'terminated') return load();
    if (!reloadWaits) say(`${why} The graph reloads when the run has ended.`);
    reloadWaits = true;
  };

  const session = {
    info: (): SessionInfo => info,
    change,
    openGraph: () => open,
    reload,
    tellOutput,
    /** The next run starts a dead runner again, with the new source. */
    async reloadIfWaiting() {
      if (reloadWaits && !runs.any() && info.phase !== 'terminated') await load();
    },
    lost(terminated: Termination) {
      reachable = false;
      change({ phase: 'terminated', terminated, runner: undefined, responsive: true });
      say(terminated.message);
      open?.breakpoints.lost();
    },
  };
  listenTo(adapter, { sessionId, runs, emit, tellClients: clients.tell, session });

  return {
    sessionId,
    key: projectKey,
    info: session.info,

    /** Loads the project's first graph. Resolves when it is loaded or its problem known; never rejects. */
    open: () => load(),
    settled: () => loading,
    reload: () => reload('Reload was asked for.'),
    async install() {
      change({ phase: 'starting', problem: undefined });
      try {
        await adapter.install?.();
      } finally {
        await load();
      }
    },
    kill: () => adapter.disconnect({ kill: true }),

    async close() {
      turn += 1;
      await adapter.disconnect({ kill: false });
    },

    async selectGraph(graphId: string): Promise<SessionInfo> {
      if (!info.graphs.some((graph) => graph.id === graphId)) {
        throw new StudioError('noGraphExport', `The project has no graph named ${graphId}.`);
      }
      if (graphId === open?.graphId) return info;
      if (runs.any()) throw new StudioError('threadBusy', 'A run of the graph shown is under way.');
      await load(graphId);
      return info;
    },

    graph: () => open?.merged() ?? null,
    source: async (node: string) => {
      await ready();
      return adapter.getSource(node);
    },
    output: output.all,
    clearOutput: output.clear,
    /** What is remembered of the graph shown; undefined before there is one. */
    memory: () => open?.memory,

    history: adapter.history,
    items: () => itemsOf(adapter),
    listThreads: async (query?: ThreadQuery) =>
      open ? adapter.history.listThreads(open.graphId, query) : { threads: [], more: false },
    async createThread(title?: string): Promise<ThreadInfo> {
      if (!open) throw new StudioError('notReady', 'The graph is not loaded yet.');
      const thread = await adapter.history.createThread(open.graphId, title);
      emit({ type: 'thread', sessionId, thread });
      return thread;
    },
    async renameThread(thread_id: string, title: string) {
      await adapter.history.renameThread(thread_id, title);
      emit({ type: 'thread', sessionId, thread: ledger.thread(thread_id) });
    },
    async deleteThread(thread_id: string) {
      await endHeld(thread_id);
      clients.close(thread_id);
      await adapter.history.deleteThread(thread_id);
      emit({ type: 'threadDeleted', sessionId, thread_id });
    },

    holds: createHolds(adapter, runs),
    surgery: createSurgery({
      sessionId,
      history: adapter.history,
      refuseRunning: runs.refuseRunning,
      threadOf: (thread_id) => ledger.thread(thread_id),
      emit,
    }),

    breakpoints: (): Breakpoint[] => open?.breakpoints.all() ?? [],
    async setBreakpoints(breakpoints: Breakpoint[]): Promise<Breakpoint[]> {
      if (!open) throw new StudioError('notReady', 'The graph is not loaded yet.');
      return open.breakpoints.set(breakpoints);
    },

    async run({ thread_id, ...asked }: NewRun): Promise<{ run_id: string }> {
      const { graph_id } = ledger.thread(thread_id);
      const held = runs.heldRun(thread_id);
      if (held && asked.input === null && !asked.command && !asked.checkpoint_id) {
        await adapter.run({ ...asked, thread_id, run_id: held });
        return { run_id: held };
      }
      await endHeld(thread_id);
      const { graphId, memory } = await ready();
      if (graph_id !== graphId) {
        throw new StudioError('unknownThread', `The thread belongs to the graph ${graph_id}.`);
      }
      runs.refuseRunning(thread_id);
      const { run_id = randomUUID(), ...request } = clients.goingOn(thread_id, asked);
      const takeBack = runs.begin(thread_id, run_id, request.client);
      try {
        // A client gives what it wants given.
        const config = request.client ? undefined : memory.runConfig();
        await adapter.run({ ...request, ...(config && { config }), thread_id, run_id });
      } catch (error) {
        takeBack();
        throw error;
      }
      if (request.input !== null) memory.addInput(request.input);
      return { run_id };
    },

    clients,
    served: (api: string | undefined) => change({ api }),
    tellThread: (thread: ThreadInfo) => emit({ type: 'thread', sessionId, thread }),
    describe: (xray: boolean | number) => ready().then(() => adapter.describe(xray)),
    app: () => ready().then(() => adapter.callApp),
    auth: () => ready().then(() => adapter.auth),

    async pause(thread_id: string) {
      if (runs.isRunning(thread_id)) await adapter.pause(thread_id);
    },
    async stop(thread_id: string) {
      clients.close(thread_id);
      if (!runs.isRunning(thread_id) && ledger.thread(thread_id).state !== 'running') return;
      runs.giveUp(thread_id);
      await adapter.stop(thread_id);
    },
    async updateState({ thread_id, ...update }: AdapterUpdate) {
      ledger.thread(thread_id);
      await endHeld(thread_id);
      await ready();
      const updated = await adapter.updateState({ ...update, thread_id });
      if (updated.checkpoint_ns === '') {
        const row = ledger.row({ ...updated, thread_id });
        runs.moved(thread_id, row?.next ?? [], updated.checkpoint_id);
      }
      return updated;
    },
  };
}

export type Session = ReturnType<typeof createSession>;
