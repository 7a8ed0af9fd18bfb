import type { AdapterEvent, AdapterRun } from '../../protocol/debuggee.ts';
import { StudioError } from '../../protocol/errors.ts';
import type { Ledger } from '../../protocol/history.ts';
import type { Stopped, TaskInfo } from '../../protocol/model.ts';
import type {
  EncodedStore,
  HostFunctions,
  LoadRequest,
  LoadResult,
  RunnerFunctions,
} from '../../runner/messages.ts';
import { createActiveRuns } from './activeRuns.ts';
import { createHeartbeat } from './heartbeat.ts';
import type { RunnerEnd, RunnerProcess } from './runnerProcess.ts';
import { describeEnd, runningNodes } from './termination.ts';

/** A runner process in use by a project: its runs, its heartbeat, and the truth about its end. */
export interface RunnerLink {
  readonly alive: boolean;
  readonly calls: RunnerFunctions;
  load: (request: LoadRequest) => Promise<LoadResult>;
  run: (run: AdapterRun) => Promise<void>;
  /** Resolves when the thread's run has ended, at the latest by killing the process after `graceMs`. */
  stop: (threadId: string, graceMs: number) => Promise<void>;
  /** Ends it at once; reported as `terminated`. Resolves when all it had sent is stored. */
  kill: () => Promise<void>;
  /** Ends it because nobody needs it any more: its runs end, but nothing is reported as terminated. */
  leave: () => Promise<void>;
}

export interface RunnerLinkOptions {
  store: EncodedStore & Pick<HostFunctions, 'storeBatch'>;
  ledger: Pick<Ledger, 'row' | 'tasks'>;
  emit: (event: AdapterEvent) => void;
}

/** Makes `process` answer to `store` and `emit`, until it ends. */
export function createRunnerLink(
  process: RunnerProcess,
  { store, ledger, emit }: RunnerLinkOptions,
): RunnerLink {
  const runs = createActiveRuns();
  const heartbeat = createHeartbeat(process.calls.ping, (responsive) =>
    emit({ type: 'responsive', responsive }),
  );
  let loading = false;
  let leaving = false;
  let why: string | undefined;
  /** Threads whose runs were told to stop. */
  const stopping = new Set<string>();

  process.own({
    host: {
      getTuple: store.getTuple,
      list: store.list,
      put: store.put,
      putWrites: store.putWrites,
      deleteThread: store.deleteThread,
      reserveIds: store.reserveIds,
      readBack: store.readBack,
      putEncoded: store.putEncoded,
      putEncodedWrites: store.putEncodedWrites,
      storeBatch: store.storeBatch,
      emit(events) {
        for (const event of events) {
          runs.observe(event);
          emit(event);
        }
        if (runs.all().length === 0) heartbeat.stop();
      },
    },
    onOutput: (lines) => emit({ type: 'output', lines }),
  });

  /** Where a thread stands whose run was to end: before what is left to run, or nowhere. */
  const standing = async (thread_id: string, open: TaskInfo[]): Promise<Stopped | undefined> => {
    const head = await store.getTuple({ thread_id, checkpoint_ns: '' });
    const next = head ? (ledger.row(head)?.next ?? []) : [];
    if (!head || next.length === 0) return undefined;
    const { checkpoint_id, checkpoint_ns } = head;
    const left = ledger
      .tasks(thread_id, checkpoint_id, checkpoint_ns)
      .filter(({ caller_id, status }) => caller_id === undefined && status !== 'done');
    const nodes = runningNodes([...left, ...open]);
    const first = open.find(({ node }) => nodes.includes(node)) ?? head;
    return {
      reason: 'pause',
      nodes: nodes.length > 0 ? nodes : next,
      checkpoint_id: first.checkpoint_id,
      checkpoint_ns: first.checkpoint_ns,
    };
  };

  const reportEnd = async (end: RunnerEnd) => {
    heartbeat.stop();
    const termination = describeEnd(end, runs.openTasks(), why);
    for (const { run_id, thread_id } of runs.all()) {
      const open = runs.openTasks(thread_id);
      const tasks = open.map((task) => ({
        ...task,
        status: 'cancelled' as const,
        hold: undefined,
      }));
      if (tasks.length > 0) emit({ type: 'tasks', thread_id, tasks });
      const { message } = termination;
      const stopped =
        leaving || stopping.has(thread_id)
          ? // A thread that cannot be read stands nowhere either.
            await standing(thread_id, open).catch(() => undefined)
          : { reason: 'exception' as const, nodes: runningNodes(open), message };
      runs.end(run_id);
      emit({ type: 'runEnded', run_id, thread_id, ...(stopped && { stopped }) });
    }
    // While loading, the call to `load` fails with the same sentence.
    if (!leaving && !loading) emit({ type: 'terminated', termination });
  };
  const ended = process.ended.then(reportEnd);

  return {
    get alive() {
      return process.alive;
    },
    calls: process.calls,

    async load(request) {
      loading = true;
      try {
        const result = await process.calls.load(request);
        loading = false;
        return result;
      } catch (error) {
        if (process.alive) {
          loading = false;
          throw error;
        }
        const end = await process.ended;
        const { message } = describeEnd(end, [], why ?? ' while the module was loading');
        throw new StudioError('runnerDied', message);
      }
    },

    async run(run) {
      // A run with held tasks goes on as it is: it has begun, and ends once.
      if (runs.of(run.thread_id)) return process.calls.run(run);
      runs.start(run.run_id, run.thread_id);
      heartbeat.start();
      try {
        const head = await store.getTuple({ thread_id: run.thread_id, checkpoint_ns: '' });
        await process.calls.run(run, head);
      } catch (error) {
        // A process that died of the run has begun it: its end is an event, as any other's.
        if (!process.alive) return ended;
        runs.end(run.run_id);
        throw error;
      }
    },

    async stop(threadId, graceMs) {
      const run = runs.of(threadId);
      if (!run) return;
      stopping.add(threadId);
      const timer = setTimeout(() => {
        const nodes = runningNodes(runs.openTasks(threadId));
        why = ` because ${nodes.join(', ') || 'the run'} did not stop within ${graceMs / 1000} seconds`;
        process.kill();
      }, graceMs);
      // Whatever the answer is: what counts is that the run ends.
      process.calls.stop(threadId).catch(() => {});
      await run.ended;
      clearTimeout(timer);
      stopping.delete(threadId);
    },

    async kill() {
      process.kill();
      await ended;
    },

    async leave() {
      leaving = true;
      await process.retire();
      await ended;
    },
  };
}
