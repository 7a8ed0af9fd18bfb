import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { AdapterEvent } from '../protocol/debuggee.ts';
import { StudioError } from '../protocol/errors.ts';
import type { StoreOperation, StoreResult } from '../protocol/items.ts';
import type { CheckpointRow, GraphRef } from '../protocol/model.ts';
import type { EncodedStore } from '../runner/messages.ts';
import type { History, Ledger } from '../protocol/history.ts';
import { createItemStore, type ItemSource } from '../values/itemStore.ts';
import type { Adapter } from './adapter.ts';
import { createRunnerLink, type RunnerLink } from './local/runnerLink.ts';
import { GRACE_MS, type RunnerSpec } from './local/runnerProcess.ts';
import { createSourceWatcher } from './local/sourceWatcher.ts';
import type { StandbyPool } from './local/standbyPool.ts';
import { resolveProject, tsconfigFor, type Project } from './project/resolveProject.ts';
import { findNode } from './project/userNode.ts';

export interface LocalAdapterOptions {
  /** As `ProjectInfo.target`: absolute. Read again on every `connect`. */
  target: string;
  /** The `nodePath` of Settings at this moment. */
  nodeSetting: () => string;
  pool: StandbyPool;
  history: History;
  ledger: Ledger;
  /** Where the runner's saver writes; `onRow` is to be called once a checkpoint is on disk. */
  openStore: (onRow: (row: CheckpointRow) => void) => EncodedStore;
  /** The long-term store of graphs that have none of their own. */
  items: ItemSource & { batch: (operations: StoreOperation[]) => StoreResult[] };
}

/** Runs the graphs of a project on this machine, in a process of their own. */
export function createLocalAdapter(options: LocalAdapterOptions): Adapter {
  const { pool, history, ledger, target } = options;
  const listeners = new Set<(event: AdapterEvent) => void>();
  const emit = (event: AdapterEvent) => {
    for (const listener of listeners) listener(event);
  };
  const tell = (...texts: string[]) => {
    const at = new Date().toISOString();
    const lines = texts.map((text) => ({ stream: 'retrograph' as const, text, at }));
    if (lines.length > 0) emit({ type: 'output', lines });
  };
  const store = {
    ...options.openStore((row) => emit({ type: 'checkpoint', row })),
    storeBatch: async (operations: StoreOperation[]) => options.items.batch(operations),
  };
  const watcher = createSourceWatcher(
    () => emit({ type: 'sourceChanged' }),
    (problem) =>
      tell(`Not every source file can be watched, so saving may not reload the graph: ${problem}`),
  );

  let project: (Project & { nodePath: string }) | undefined;
  let link: RunnerLink | undefined;
  /** What each graph was made of when it last could be loaded. */
  const sources = new Map<string, string[]>();

  const leaveOld = () => {
    void link?.leave();
    link = undefined;
  };

  const loaded = (): RunnerLink => {
    if (link?.alive) return link;
    throw new StudioError('runnerDied', "The graph's process is not running.");
  };

  return {
    capabilities: {
      run: true,
      liveBreakpoints: true,
      subgraphBreakpoints: true,
      conditionalBreakpoints: true,
      holds: true,
      pause: true,
      stepInto: true,
      updateState: true,
      source: true,
      restart: true,
      surgery: true,
      serve: true,
      store: true,
    },
    limits: {},
    history,
    ledger,
    items: createItemStore(options.items),
    onEvent: (listener) => void listeners.add(listener),

    async connect() {
      leaveOld();
      const read = resolveProject(target);
      const node = await findNode(options.nodeSetting());
      project = { ...read, nodePath: node.path };
      watcher.watch(read.files);
      tell(...read.warnings);
      return { graphs: read.graphs };
    },

    async loadGraph(graphId, config) {
      if (!project) throw new StudioError('notReady', 'The project is not open yet.');
      const { graphs, files, env, nodePath, info } = project;
      const graph = graphs.find((ref) => ref.id === graphId);
      if (!graph)
        throw new StudioError('noGraphExport', `The project has no graph named ${graphId}.`);
      const tsconfig = tsconfigFor(graph.file);
      const withTsconfig = tsconfig === undefined ? {} : { tsconfig };
      const spec: RunnerSpec = { nodePath, root: info.root, env, ...withTsconfig };
      const settings = [...files, ...Object.values(withTsconfig)];
      // Whatever becomes of this load: a save while it is under way counts, and one that mends it.
      const watched = [...settings, graph.file, ...(sources.get(graphId) ?? [])];

      leaveOld();
      watcher.watch(watched);
      const taken = createRunnerLink(pool.take(spec), { store, ledger, emit });
      link = taken;
      try {
        const result = await taken.load({
          root: info.root,
          graph,
          env,
          ...(config && { config }),
          ...withTsconfig,
        });
        sources.set(graphId, result.files);
        if (link === taken) watcher.watch([...settings, graph.file, ...result.files]);
        return { graph: result.graph, runner: result.runner };
      } catch (error) {
        if (link === taken) watcher.watch([...watched, ...filesToMend(error, graph, info.root)]);
        throw error;
      } finally {
        if (link === taken) pool.keep(spec);
      }
    },

    getSource: async (node) => loaded().calls.getSource(node),
    describe: async (xray) => loaded().calls.describe(xray),
    callApp: async (app, request) => loaded().calls.callApp(app, request),
    auth: {
      authenticate: async (auth, request) => loaded().calls.authenticate(auth, request),
      authorize: async (auth, question) => loaded().calls.authorize(auth, question),
    },
    setBreakpoints: async (breakpoints) => loaded().calls.setBreakpoints(breakpoints),
    run: async (run) => loaded().run(run),
    pause: async (threadId) => loaded().calls.pause(threadId),
    stop: async (threadId) => link?.stop(threadId, GRACE_MS),
    updateState: async (update) => loaded().calls.updateState(update),
    readHold: async (threadId, holdId) => loaded().calls.readHold(threadId, holdId),
    release: async (...hold) => loaded().calls.release(...hold),

    async disconnect({ kill }) {
      if (kill) {
        await link?.kill();
        return;
      }
      await Promise.all([link?.leave(), watcher.close()]);
      link = undefined;
    },
  };
}

/**
 * What may mend a graph that cannot be loaded: the package.json, the entry and where it went wrong, the files beside them,
 * and those beside what they import, as what they import may be wrong, or missing.
 */
function filesToMend(error: unknown, { file }: GraphRef, root: string): string[] {
  const problem = error instanceof StudioError ? error.problem : undefined;
  const suspects = [file, ...(problem?.file ? [problem.file] : [])];
  const beside = suspects.flatMap((suspect) => [suspect, ...importsOf(suspect)]).map(dirname);
  return [join(root, 'package.json'), ...suspects, ...beside];
}

const RELATIVE_IMPORT = /\b(?:from|import|require)[\s(]*(['"])(\.{1,2}\/.+?)\1/g;

/** By relative paths, as they are written: whether they lead to a file is not known. */
function importsOf(file: string): string[] {
  try {
    const written = readFileSync(file, 'utf8').matchAll(RELATIVE_IMPORT);
    return [...written].map(([, , path = '']) => resolve(dirname(file), path));
  } catch {
    return [];
  }
}
