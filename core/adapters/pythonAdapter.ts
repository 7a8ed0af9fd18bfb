import { basename } from 'node:path';
import type { AdapterEvent } from '../protocol/debuggee.ts';
import { errorHints, StudioError } from '../protocol/errors.ts';
import type { GraphRef } from '../protocol/model.ts';
import type { Adapter } from './adapter.ts';
import { createSourceWatcher } from './local/sourceWatcher.ts';
import { startDevServer, type PythonServer } from './python/devServer.ts';
import { findPython } from './python/findPython.ts';
import { install } from './python/install.ts';
import { probeModule } from './python/probe.ts';
import { readPythonProject, temporaryConfig, type PythonProject } from './python/pythonProject.ts';
import { createServerAdapter } from './serverAdapter.ts';

export interface PythonAdapterOptions {
  /** As `ProjectInfo.target`: absolute. Read again on every `connect`. */
  target: string;
  /** Of loopback, free: its dev server keeps it over restarts. */
  port: number;
}

/** Debugs Python graphs: a `langgraph dev` of its own, and the server adapter on it. */
export function createPythonAdapter({ target, port }: PythonAdapterOptions): Adapter {
  // The project's own `auth` lets LangGraph Studio in so, unless it says otherwise.
  const headers = { 'x-auth-scheme': 'langsmith' };
  const listeners = new Set<(event: AdapterEvent) => void>();
  const emit = (event: AdapterEvent) => {
    for (const listener of listeners) listener(event);
  };
  const onOutput = (lines: Extract<AdapterEvent, { type: 'output' }>['lines']) =>
    emit({ type: 'output', lines });
  const say = (text: string) =>
    onOutput([{ stream: 'retrograph', text, at: new Date().toISOString() }]);
  const watcher = createSourceWatcher(
    () => emit({ type: 'sourceChanged' }),
    (problem) => say(`Not every source file can be watched: ${problem}`),
  );
  let running: PythonServer | undefined;
  let removeConfig: (() => Promise<void>) | undefined;
  let connecting = false;
  /** A start or an installation under way. */
  let work: { end: AbortController; over: Promise<void> } | undefined;

  /** Nobody gave its address, so nobody could check it. */
  const whyAway = () => {
    if (running) return undefined;
    return connecting
      ? new StudioError('notReady', 'The Python server is starting.')
      : new StudioError('runnerDied', 'The Python server is not running.');
  };
  const url = `http://127.0.0.1:${port}`;
  const server = createServerAdapter({ access: { url, headers, whyAway } });
  server.onEvent(emit);

  const doing = async (task: (signal: AbortSignal) => Promise<void>): Promise<void> => {
    const end = new AbortController();
    const mine = { end, over: task(end.signal) };
    work = mine;
    try {
      await mine.over;
    } finally {
      if (work === mine) work = undefined;
    }
  };

  const leave = async () => {
    work?.end.abort();
    // Why it failed is told to whoever began it.
    await work?.over.catch(() => undefined);
    const old = running;
    running = undefined;
    await server.disconnect({ kill: false });
    old?.end();
    await old?.ended;
    await removeConfig?.();
    removeConfig = undefined;
  };

  const opened = (): PythonProject => {
    const project = readPythonProject(target);
    if (project) return project;
    throw new StudioError('unsupportedFile', `${basename(target)} is not a Python project.`);
  };

  /** The graphs as they are named in their modules; of a module opened alone, the one meant. */
  const graphsOf = async (
    project: PythonProject,
    executable: string,
    signal: AbortSignal,
  ): Promise<GraphRef[]> => {
    const [first] = project.graphs;
    if (!first) return [];
    const { root } = project.info;
    const names = await probeModule(first.file, { executable, root, env: project.env, signal });
    if (project.config || first.export) return project.graphs;
    const [only] = names;
    if (only && names.length === 1) return [{ ...first, export: only }];
    throw names.length === 0 ? noGraph(first.file) : severalGraphs(first.file, names);
  };

  const start = async (signal: AbortSignal): Promise<void> => {
    const project = opened();
    watcher.watch(project.files);
    project.warnings.forEach(say);
    const { root } = project.info;
    const { executable, by } = await findPython(root);
    say(`Python: ${executable} (${by})`);
    const [graph] = await graphsOf(project, executable, signal);
    let config = project.config;
    if (config === undefined && graph) {
      const made = await temporaryConfig(root, graph);
      removeConfig = made.remove;
      config = made.file;
    }
    if (config === undefined) throw noGraph(target);
    const started = await startDevServer({
      executable,
      root,
      config,
      port,
      env: project.env,
      onOutput,
      signal,
    });
    running = started;
    void started.ended.then(async ({ exitCode, signal }) => {
      if (running !== started) return;
      running = undefined;
      await server.disconnect({ kill: false });
      const how =
        exitCode === undefined ? `was ended by ${signal}` : `exited with code ${exitCode}`;
      const message = `The Python server ${how}.`;
      emit({ type: 'terminated', termination: { reason: 'exited', message } });
    });
  };

  return {
    ...server,
    onEvent: (listener) => void listeners.add(listener),
    capabilities: { ...server.capabilities, restart: true },

    async connect() {
      connecting = true;
      try {
        await leave();
        await doing(start);
      } finally {
        connecting = false;
      }
      const { graphs } = await server.connect();
      const wanted = new Map(opened().graphs.map((graph) => [graph.id, graph]));
      return { graphs: graphs.flatMap(({ id }) => wanted.get(id) ?? []) };
    },

    async loadGraph(graphId) {
      const loaded = await server.loadGraph(graphId);
      return running?.pid === undefined
        ? loaded
        : {
            ...loaded,
            runner: { pid: running.pid, nodePath: running.executable, nodeVersion: 'Python' },
          };
    },

    async install() {
      const { root } = opened().info;
      const { executable } = await findPython(root);
      await doing((signal) => install({ executable, root, onOutput, signal }));
    },

    async disconnect({ kill }) {
      if (kill) {
        work?.end.abort();
        running?.end();
        return;
      }
      await Promise.all([leave(), watcher.close()]);
    },
  };
}

const noGraph = (file: string) => {
  const message = `${basename(file)} has no graph at its top level.`;
  const hint = 'Assign the compiled graph or the entrypoint to a name in the module.';
  return new StudioError('noGraphExport', message, {
    problem: { code: 'noGraphExport', message, hint, file },
  });
};

const severalGraphs = (file: string, names: string[]) => {
  const message = `${basename(file)} has several graphs: ${names.join(', ')}.`;
  const choices = names.map((name) => ({ label: name, target: `${file}:${name}` }));
  return new StudioError('severalGraphs', message, {
    problem: { code: 'severalGraphs', message, hint: errorHints.severalGraphs, file, choices },
  });
};
