import { StudioError } from '../protocol/errors.ts';
import type { Stopped, ThreadInfo } from '../protocol/model.ts';
import type { Threads } from '../storage/storage.ts';

interface Run {
  run_id: string;
  held: boolean;
}

/**
 * Which threads run, and where the others stand: one run a thread, several threads at once. Every change is
 * on disk before it is told.
 */
export function createThreadRuns(threads: Threads, changed: (thread: ThreadInfo) => void) {
  const running = new Map<string, Run>();

  const stand = (thread_id: string, standing: Parameters<Threads['setStanding']>[1]) =>
    changed(threads.setStanding(thread_id, standing));

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
      throw new StudioError('threadBusy', `${threads.get(thread_id).title} is running.`);
    },

    /** Answers with what takes it back, for a run that was not accepted after all. */
    begin(thread_id: string, run_id: string): () => void {
      const { state, stopped } = threads.get(thread_id);
      running.set(thread_id, { run_id, held: false });
      stand(thread_id, { state: 'running', run_id });
      return () => {
        if (!runOf(thread_id, run_id)) return;
        running.delete(thread_id);
        stand(thread_id, { state, ...(stopped && { stopped }) });
      };
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

    end(thread_id: string, run_id: string, stopped?: Stopped) {
      if (!runOf(thread_id, run_id)) return;
      running.delete(thread_id);
      stand(thread_id, stopped ? { state: 'stopped', stopped } : { state: 'idle' });
    },

    /** An update has moved the head of a thread that does not run: `next` is what would run from there. */
    moved(thread_id: string, next: string[], checkpoint_id: string) {
      const stopped: Stopped = { reason: 'step', nodes: next, checkpoint_id };
      stand(thread_id, next.length > 0 ? { state: 'stopped', stopped } : { state: 'idle' });
    },
  };
}
