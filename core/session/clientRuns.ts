import type { AdapterEvent, AdapterRun } from '../protocol/debuggee.ts';
import type { createThreadRuns } from './threadRuns.ts';

/** Chunks of clients' runs, and the end of every run that will not go on. */
export type ClientEvent = Extract<AdapterEvent, { type: 'chunk' | 'runEnded' }>;

/** A run as the window asks for it, or a client of the server API, which names it itself. */
export type NewRun = Omit<AdapterRun, 'run_id'> & { run_id?: string };

/** What clients of the server API see of a session's runs. */
export function createClientRuns(runs: ReturnType<typeof createThreadRuns>) {
  const listeners = new Set<(event: ClientEvent) => void>();
  const tell = (event: ClientEvent) => listeners.forEach((listener) => listener(event));

  /** A run that stands still is over: nobody will go on with it. */
  const close = (thread_id: string) => {
    const run_id = runs.close(thread_id);
    if (run_id !== undefined) {
      const stopped = { reason: 'pause' as const, nodes: [] };
      tell({ type: 'runEnded', run_id, thread_id, stopped });
    }
  };

  return {
    tell,
    /** Answers with what unsubscribes. */
    onEvent(listener: (event: ClientEvent) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },

    /** A run is under way, or one of a client stands still. */
    isBusy: (thread_id: string) => runs.isRunning(thread_id) || runs.open(thread_id) !== undefined,
    untilFree: runs.untilFree,

    close,

    /** No client waits any more: runs under way go on to their next stop only. */
    leave() {
      for (const thread_id of runs.ofClients()) {
        runs.giveUp(thread_id);
        close(thread_id);
      }
    },

    /**
     * What a request carries, or the client's run that goes on with it, under its id and with all it carries. A command
     * was the client's first step only.
     */
    goingOn(thread_id: string, request: Omit<NewRun, 'thread_id'>): Omit<NewRun, 'thread_id'> {
      const open = request.client ? undefined : runs.open(thread_id);
      if (!open) return request;
      const { command: _command, ...client } = open.client;
      return { ...request, run_id: open.run_id, client };
    },
  };
}
