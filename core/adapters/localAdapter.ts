import { dirname } from 'node:path';
import type { AdapterEvent } from '../protocol/debuggee.ts';
import { StudioError } from '../protocol/errors.ts';
import type { CheckpointRow, GraphRef } from '../protocol/model.ts';
import type { CheckpointStore } from '../runner/messages.ts';
import type { Adapter, History } from './adapter.ts';
import { createRunnerLink, type RunnerLink } from './local/runnerLink.ts';
import { GRACE_MS, type RunnerSpec } from './local/runnerProcess.ts';
import { createSourceWatcher } from './local/sourceWatcher.ts';
import type { StandbyPool } from './local/standbyPool.ts';

/** A local project as read from disk just now. */
export interface LocalProject extends RunnerSpec {
  graphs: GraphRef[];
  /** What to watch besides the graph's own files: `langgraph.json`, `.env`, `tsconfig.json`. */
  configFiles: string[];
}

export interface LocalAdapterOptions {
  /** Reads the project again: its config may have changed. Throws what makes it impossible to open. */
  readProject: () => Promise<LocalProject>;
  pool: StandbyPool;
  history: History;
  /** Where the runner's saver writes; `onRow` is to be called once a checkpoint is on disk. */
  openStore: (onRow: (row: CheckpointRow) => void) => CheckpointStore;
}

/** Runs the graphs of a project on this machine, in a process of their own. */
export function createLocalAdapter(options: LocalAdapterOptions): Adapter {
  const { pool, history } = options;
  const listeners = new Set<(event: AdapterEvent) => void>();
  const emit = (event: AdapterEvent) => {
    for (const listener of listeners) listener(event);
  };
  const store = options.openStore((row) => emit({ type: 'checkpoint', row }));
  const watcher = createSourceWatcher(
    () => emit({ type: 'sourceChanged' }),
    (problem) => tell(`Saving the source may not reload the graph: ${problem}`),
  );
  const tell = (text: string) =>
    emit({ type: 'output', lines: [{ stream: 'retrograph', text, at: new Date().toISOString() }] });

  let project: LocalProject | undefined;
  let link: RunnerLink | undefined;

  const takeLink = (spec: RunnerSpec) => createRunnerLink(pool.take(spec), store, emit);

  const runner = (): RunnerLink => {
    if (link?.alive) return link;
    throw new StudioError('runnerDied', "The graph's process is not running.");
  };

  return {
    capabilities: {
      liveBreakpoints: true,
      subgraphBreakpoints: true,
      holds: true,
      pause: true,
      stepInto: true,
      updateState: true,
      source: true,
      restart: true,
    },
    history,
    onEvent: (listener) => void listeners.add(listener),

    async connect() {
      const old = link;
      link = undefined;
      void old?.leave();
      const read = await options.readProject();
      project = read;
      watcher.watch(read.configFiles);
      link = takeLink(read);
      return { graphs: read.graphs };
    },

    async loadGraph(graphId) {
      if (!project) throw new StudioError('notReady', 'The project is not open yet.');
      const spec = project;
      const graph = spec.graphs.find((ref) => ref.id === graphId);
      if (!graph)
        throw new StudioError('noGraphExport', `The project has no graph named ${graphId}.`);
      if (!link || link.used || !link.alive) {
        void link?.leave();
        link = takeLink(spec);
      }
      watcher.watch([...spec.configFiles, graph.file]);
      try {
        const { root, tsconfig, env } = spec;
        const loaded = await link.load({ root, graph, env, ...(tsconfig && { tsconfig }) });
        watcher.watch([...spec.configFiles, graph.file, ...loaded.files]);
        return { graph: loaded.graph, runner: loaded.runner };
      } catch (error) {
        watcher.watch([...spec.configFiles, ...filesToFix(error, graph)]);
        throw error;
      } finally {
        pool.keep(spec);
      }
    },

    getSource: (node) => runner().calls.getSource(node),
    setBreakpoints: (breakpoints) => runner().calls.setBreakpoints(breakpoints),
    run: (run) => runner().run(run),
    pause: (threadId) => runner().calls.pause(threadId),
    stop: async (threadId) => link?.stop(threadId, GRACE_MS),
    updateState: (update) => runner().calls.updateState(update),
    release: (threadId, holdId, value) =>
      runner().calls.release(threadId, holdId, ...(value === undefined ? [] : [value])),

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

/** The files whose change may mend what stopped a graph from loading: the entry, its folder, and where it went wrong. */
function filesToFix(error: unknown, graph: GraphRef): string[] {
  const problem = error instanceof StudioError ? error.problem : undefined;
  return [graph.file, dirname(graph.file), ...(problem?.file ? [problem.file] : [])];
}
