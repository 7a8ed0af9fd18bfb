import type { Ledger } from '../protocol/history.ts';
import type { ClientRun } from '../protocol/clientRun.ts';
import type { ThreadStanding } from '../protocol/debuggee.ts';
import { StudioError } from '../protocol/errors.ts';
import type { Stopped, ThreadInfo } from '../protocol/model.ts';

interface Run {
  run_id: string;
  held: boolean;
  client?: ClientRun;
}

/** A client's run that stands at a stop of the window's: it goes on under its id, or is given up. */
export interface OpenRun {
  run_id: string;
  client: ClientRun;
}

/** Whether a client goes on waiting: LangGraph knows nothing of the stops of a debugger. */
const staysOpen = (stopped: Stopped | undefined): boolean =>
  stopped !== undefined &&
  !stopped.requested &&
  ['breakpoint', 'step', 'pause'].includes(stopped.reason);

/**
 * Which threads run, and where the others stand: one run a thread, several threads at once. Every change is
 * in the ledger before it is told.
 */
export function createThreadRuns(ledger: Ledger, changed: (thread: ThreadInfo) => void) {
  const running = new Map<string, Run>();
  const open = new Map<string, OpenRun>();
  /** Runs that are to end for good at their next stop. */
  const givenUp = new Set<string>();
  let waiting: { thread_id: string; resolve: () => void }[] = [];

  const freed = (thread_id: string) => {
    const these = waiting.filter((one) => one.thread_id === thread_id);
    waiting = waiting.filter((one) => one.thread_id !== thread_id);
    for (const { resolve } of these) resolve();
  };

  const stand = (thread_id: string, standing: ThreadStanding) =>
    changed(ledger.setStanding(thread_id, standing));

  /** A run that is over is told to be, also where that cannot be written down. */
  const standAtLast = (thread_id: string, standing: ThreadStanding) => {
    try {
      stand(thread_id, standing);
    } catch (error) {
      const { stopped: _stopped, run_id: _run, ...thread } = ledger.thread(thread_id);
      changed({ ...thread, ...standing });
      throw error;
    }
  };

  const runOf = (thread_id: string, run_id: string) => {
    const run = running.get(thread_id);
    return run?.run_id === run_id ? run : undefined;
  };

  return {
    any: (): boolean => running.size > 0,
    isRunning: (thread_id: string): boolean => running.has(thread_id),
    /** The run whose tasks are held. */
    heldRun(thread_id: string): string | undefined {
      const run = running.get(thread_id);
      return run?.held ? run.run_id : undefined;
    },

    /** Throws `threadBusy`; `title` names the thread for a person. */
    refuseRunning(thread_id: string) {
      if (!running.has(thread_id)) return;
      throw new StudioError('threadBusy', `${ledger.thread(thread_id).title} is running.`);
    },

    /** Answers with what takes it back, for a run that was not accepted after all. */
    begin(thread_id: string, run_id: string, client?: ClientRun): () => void {
      const { state, stopped } = ledger.thread(thread_id);
      const before = open.get(thread_id);
      // First what may fail: where it cannot be written down, as on a full disk, nothing runs.
      stand(thread_id, { state: 'running', run_id });
      open.delete(thread_id);
      running.set(thread_id, { run_id, held: false, ...(client && { client }) });
      return () => {
        if (!runOf(thread_id, run_id)) return;
        running.delete(thread_id);
        if (before) open.set(thread_id, before);
        const held = before && { run_id: before.run_id };
        stand(thread_id, { state, ...(stopped && { stopped }), ...held });
      };
    },

    /** Resolves when no run of the thread is under way or stands still. */
    untilFree: (thread_id: string): Promise<void> =>
      running.has(thread_id) || open.has(thread_id)
        ? new Promise((resolve) => void waiting.push({ thread_id, resolve }))
        : Promise.resolve(),

    /** The client's run that stands still on this thread. */
    open: (thread_id: string): OpenRun | undefined => open.get(thread_id),

    /** Threads with a run of a client's, under way or standing still. */
    ofClients: (): string[] => [
      ...open.keys(),
      ...[...running].filter(([, { client }]) => client).map(([thread_id]) => thread_id),
    ],

    /** Nobody waits for the thread's run any more once it stands still. */
    giveUp(thread_id: string) {
      const run = running.get(thread_id);
      if (run) givenUp.add(run.run_id);
    },

    /** Ends a client's run that stands still; the thread stays where it is. Answers with its id. */
    close(thread_id: string): string | undefined {
      const run = open.get(thread_id);
      if (!run) return undefined;
      open.delete(thread_id);
      const { state, stopped } = ledger.thread(thread_id);
      stand(thread_id, { state, ...(stopped && { stopped }) });
      freed(thread_id);
      return run.run_id;
    },

    /** Tasks are held (`stopped`) or all let go. */
    hold(thread_id: string, run_id: string, stopped?: Stopped) {
      const run = runOf(thread_id, run_id);
      if (!run) return;
      run.held = stopped !== undefined;
      stand(
        thread_id,
        stopped ? { state: 'stopped', stopped, run_id } : { state: 'running', run_id },
      );
    },

    /** Answers whether the run is over for good: one of a client stays open at a stop of the window's. */
    end(thread_id: string, run_id: string, stopped?: Stopped): boolean {
      const run = runOf(thread_id, run_id);
      if (!run) return true;
      running.delete(thread_id);
      const { client } = run;
      const goesOn = client && !givenUp.delete(run_id) && staysOpen(stopped);
      if (goesOn) open.set(thread_id, { run_id, client });
      const held = goesOn && { run_id };
      standAtLast(thread_id, stopped ? { state: 'stopped', stopped, ...held } : { state: 'idle' });
      if (!goesOn) freed(thread_id);
      return !goesOn;
    },

    /** An update has moved the head of a thread that does not run: `next` is what would run from there. */
    moved(thread_id: string, next: string[], checkpoint_id: string) {
      const stopped: Stopped = { reason: 'step', nodes: next, checkpoint_id };
      const held = open.get(thread_id);
      const standing = {
        state: 'stopped' as const,
        stopped,
        ...(held && { run_id: held.run_id }),
      };
      stand(thread_id, next.length > 0 || held ? standing : { state: 'idle' });
    },
  };
}
