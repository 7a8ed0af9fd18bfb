import type { AdapterRun } from '../protocol/debuggee.ts';
import { StudioError } from '../protocol/errors.ts';
import type { Stopped } from '../protocol/model.ts';
import { nodePath } from '../protocol/namespace.ts';
import { createBreakpoints } from './breakpoints.ts';
import { createCommits } from './commits.ts';
import type { Hits } from './condition.ts';
import type { Discoveries, Run } from './context.ts';
import { scopes } from './context.ts';
import { createEmitter } from './emitter.ts';
import { heldValue } from './heldValue.ts';
import { createLossList } from '../structure/lossList.ts';
import { createHolds, type Holds } from './holds.ts';
import { createHostSaver, userChannels } from './hostSaver.ts';
import { createHostStore } from './hostStore.ts';
import { instrument } from './instrument.ts';
import type { Pregel } from './langgraph.ts';
import type { LoadedGraph } from './loadedGraph.ts';
import type { HostFunctions, RunnerFunctions, StoredTuple } from './messages.ts';
import type { RunTarget } from './run.ts';
import { execute, prepareRun } from './run.ts';
import type { SnapshotReader } from './snapshot.ts';
import { revivedHold } from './revived.ts';
import { updateState } from './updateState.ts';

export type Debuggee = Pick<
  RunnerFunctions,
  'setBreakpoints' | 'run' | 'pause' | 'stop' | 'updateState' | 'readHold' | 'release'
> & {
  /** `RunnerFunctions.refused`: ends the thread's run with `error`. */
  refused: (threadId: string, error: Error) => void;
};

interface ActiveRun {
  run: Run;
  /** Resolves when the run has ended, or was not accepted. */
  ended: Promise<void>;
}

/** Puts a loaded graph under the debugger: its runs, breakpoints and state from now on go through the answer. */
export function createDebuggee(loaded: Omit<LoadedGraph, 'copy'>, host: HostFunctions): Debuggee {
  const emitter = createEmitter(host.emit);
  const channels = new Set<string>();
  const instanceAt = (node: string): Pregel | undefined =>
    node === '' ? loaded.pregel : (loaded.instances.get(node) ?? discoveries.instances.get(node));
  const saver = createHostSaver(
    host,
    loaded.library,
    (name) => channels.has(name),
    (ns) => instanceAt(nodePath(ns))?.channels ?? {},
  );
  const runs = new Map<string, ActiveRun>();
  /** By thread that has not come to its end. */
  const hitsOf = new Map<string, Hits>();
  const say = (text: string) =>
    emitter.push({
      type: 'output',
      lines: [{ stream: 'retrograph', text, at: new Date().toISOString() }],
    });

  const learn = (instance: Pregel) => {
    for (const name of userChannels(instance)) channels.add(name);
    instrument(instance);
  };
  const declared = new Set([loaded.pregel, ...loaded.instances.values()]);
  const discoveries: Discoveries = {
    instances: new Map(),
    seen: new Set(),
    askers: new Map(),
    adopt(instance) {
      const node = scopes.getStore()?.node;
      if (!node || declared.has(instance)) return;
      discoveries.instances.set(node, instance);
      learn(instance);
    },
  };
  for (const instance of declared) {
    learn(instance);
    // `true` and `false` say how a subgraph uses its parent's; an object is a saver of the user's own.
    if (typeof instance.checkpointer === 'object') instance.checkpointer = saver;
  }
  loaded.pregel.checkpointer = saver;
  // What it calls is given the root's.
  loaded.pregel.store ??= createHostStore(
    { storeBatch: host.storeBatch, say },
    loaded.library.serde,
  );

  const breakpoints = createBreakpoints(loaded.model, discoveries.seen);
  const reader: SnapshotReader = {
    saver,
    instanceAt,
    askers: discoveries.askers,
  };
  const target: RunTarget = { pregel: loaded.pregel, library: loaded.library, reader };

  const fail = (run: Run, error: Error) => {
    run.failure ??= { error };
    run.abort.abort(run.failure.error);
  };

  const createRun = (
    { run_id, thread_id, mode, config = {}, client }: AdapterRun,
    { head, hits }: { head: StoredTuple | null | undefined; hits: Hits },
  ): Run => {
    const run: Run = {
      run_id,
      thread_id,
      mode,
      config,
      ...(client && { client }),
      keptBack: [],
      startDepth: 0,
      pauseRequested: false,
      silent: false,
      abort: new AbortController(),
      breakpoints,
      hits,
      emitter,
      holds: createHolds(() => run),
      commits: createCommits(
        (error) => fail(run, error instanceof Error ? error : new Error(String(error))),
        () => host.stored?.(thread_id) ?? Promise.resolve(),
      ),
      losses: createLossList(),
      tasks: new Map(),
      live: new Set(),
      culprits: new WeakMap(),
      stops: [],
      debuggee: discoveries,
      ...(head !== undefined && { head }),
    };
    return run;
  };

  const refuseBusy = (thread_id: string) => {
    if (runs.has(thread_id)) throw new StudioError('threadBusy', 'The thread is running.');
  };

  const holdsOf = (thread_id: string): Holds => {
    const run = runs.get(thread_id)?.run;
    if (run) return run.holds;
    throw new StudioError('unknownHold', 'The task is no longer held.');
  };

  const end = ({ run_id, thread_id }: Run, stopped: Stopped | undefined) => {
    // First, so that whoever hears of the end may start the next run.
    runs.delete(thread_id);
    if (!stopped) hitsOf.delete(thread_id);
    emitter.push({ type: 'runEnded', run_id, thread_id, ...(stopped && { stopped }) });
    emitter.flush();
  };

  return {
    setBreakpoints: async (all) => breakpoints.set(all),

    async run(request, head) {
      const { thread_id, mode } = request;
      const active = runs.get(thread_id)?.run;
      const goesOn = request.input === null && !request.command && !request.checkpoint_id;
      if (active?.holds.any() && goesOn) {
        // A run with held tasks goes on as it is, in the new mode: it keeps its id.
        active.mode = mode;
        active.pauseRequested = false;
        active.startDepth = active.holds.depth();
        active.holds.releaseAll();
        return;
      }
      refuseBusy(thread_id);
      const hits =
        ((request.command || goesOn) && hitsOf.get(thread_id)) || new Map<string, number>();
      hitsOf.set(thread_id, hits);
      const run = createRun(request, { head, hits });
      const prepared = prepareRun(target, request, run);
      const ended = prepared.then(
        async (start) => end(run, await execute(target, run, start)),
        () => void runs.delete(thread_id),
      );
      runs.set(thread_id, { run, ended });
      await prepared;
    },

    async pause(threadId) {
      const run = runs.get(threadId)?.run;
      if (run) run.pauseRequested = true;
    },

    async stop(threadId) {
      const active = runs.get(threadId);
      active?.run.abort.abort(new DOMException('The run was stopped.', 'AbortError'));
      await active?.ended;
    },

    async updateState(update) {
      refuseBusy(update.thread_id);
      const { tasks, ...key } = await updateState(reader, loaded.library.serde, update);
      emitter.tasks(update.thread_id, tasks);
      emitter.flush();
      return key;
    },

    refused(threadId, error) {
      saver.forget();
      const run = runs.get(threadId)?.run;
      if (run) fail(run, error);
      host.forgot?.(threadId);
    },

    async readHold(threadId, holdId) {
      const { value, when } = holdsOf(threadId).get(holdId);
      return heldValue(value, when, loaded.library.serde);
    },

    async release(threadId, holdId, { value, ...how } = {}) {
      const given = value === undefined ? undefined : await revivedHold(value, loaded.library);
      holdsOf(threadId).release(holdId, { ...how, value: given });
    },
  };
}
