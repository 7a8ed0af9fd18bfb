import { randomUUID } from 'node:crypto';
import type { Json, Stopped } from '../protocol/model.ts';
import type { Access, Permit } from './access.ts';
import { askToRun } from './askToRun.ts';
import type { Assistants } from './assistants.ts';
import { carriedBy } from './carriedBy.ts';
import { ClientFailure, describeFailure, noRun } from './failure.ts';
import { createGraphTurns } from './graphTurns.ts';
import {
  after,
  createLiveRun,
  howItEnded,
  lastValues,
  orphaned,
  type LiveRun,
  type RunRecord,
  type RunStatus,
} from './liveRun.ts';
import { contains, type ServedProject } from './project.ts';
import type { RunCreate } from './schemas.ts';
import type { ApiThreads } from './threads.ts';
import { callWebhook } from './webhook.ts';

const KIND = 'run';
/** Logs of runs that are over, for clients that come back late. */
const KEPT_LOGS = 50;

type Fits = Permit<unknown>['fits'];

export type Runs = ReturnType<typeof createRuns>;

/** The runs that clients start: each goes through the session, like those of the window. */
export function createRuns(project: ServedProject, assistants: Assistants, threads: ApiThreads) {
  const { session, served, states } = project;
  const live = new Map<string, LiveRun>();
  const kept = new Map<string, LiveRun>();
  const listeners = new Set<(run: LiveRun) => void>();
  const turns = createGraphTurns(session);
  /** No client can come back to its run. */
  let left = false;

  const valuesAt = (thread_id: string): string =>
    JSON.stringify(states.at({ thread_id })?.values ?? null);
  const of = (thread_id: string) =>
    [...live.values()].filter(({ record }) => record.thread_id === thread_id);

  const change = (run: LiveRun, status: RunStatus) => {
    run.record = { ...run.record, status, updated_at: new Date().toISOString() };
    if (!run.temporary) served.put(KIND, run.record.run_id, run.record, run.record.thread_id);
  };

  const finish = async (run: LiveRun, stopped?: Stopped) => {
    const { run_id, thread_id } = run.record;
    if (!live.delete(run_id)) return;
    change(run, howItEnded(run, stopped));
    kept.set(run_id, run);
    const [oldest] = kept.keys();
    if (kept.size > KEPT_LOGS && oldest !== undefined) kept.delete(oldest);
    const values = lastValues(run.log) ?? valuesAt(thread_id);
    run.log.end();
    run.end();
    turns.done(run_id);
    if (left && live.size === 0) stopListening();
    if (run.payload.webhook) callWebhook(run.payload.webhook, run.record, values);
    if (run.temporary) await threads.delete(thread_id);
  };

  const fail = (run: LiveRun, error: unknown) => {
    const { message } = describeFailure(error);
    const name = error instanceof Error ? error.name : 'Error';
    run.log.push('error', JSON.stringify({ error: name, message }));
    return finish(run);
  };

  const stopListening = session.clients.onEvent((event) => {
    const run = live.get(event.run_id);
    if (!run) return;
    if (event.type === 'chunk') {
      const name = event.ns.length > 0 ? `${event.event}|${event.ns.join('|')}` : event.event;
      run.log.push(name, event.data);
      return;
    }
    const { stopped } = event;
    const told = run.log.events.some((logged) => logged.event === 'error');
    if (stopped?.reason === 'exception' && !told) {
      run.log.push('error', JSON.stringify({ error: 'Error', message: stopped.message ?? '' }));
    }
    void finish(run, stopped);
  });

  const start = async (run: LiveRun) => {
    const { run_id, thread_id } = run.record;
    const { checkpoint, checkpoint_id = checkpoint?.checkpoint_id } = run.payload;
    try {
      await turns.wait(run_id, run.assistant.graph_id);
      // One that was cancelled before it began is over already.
      if (run.cancelled) return turns.done(run_id);
      threads.assign(thread_id, run.assistant);
      // Not written down: who finds it without us takes one that is pending for cut off as well.
      run.record = { ...run.record, status: 'running', updated_at: new Date().toISOString() };
      await session.run({
        run_id,
        thread_id,
        input: run.payload.command ? null : (run.payload.input ?? null),
        mode: 'continue',
        ...(checkpoint_id && { checkpoint_id }),
        ...(checkpoint?.checkpoint_ns && { checkpoint_ns: checkpoint.checkpoint_ns }),
        client: carriedBy(run),
      });
    } catch (error) {
      await fail(run, error);
    }
  };

  const cancel = async (run: LiveRun, action: 'interrupt' | 'rollback') => {
    const { run_id, thread_id, status } = run.record;
    run.cancelled = true;
    if (status === 'pending') await finish(run);
    else await session.stop(thread_id);
    await run.over;
    if (action !== 'rollback') return;
    kept.delete(run_id);
    served.delete(KIND, run_id);
  };

  /** What to wait for before a run may begin on its thread. Throws 422 when it may not. */
  const makeRoom = async (thread_id: string, strategy: string): Promise<Promise<unknown>[]> => {
    const inflight = of(thread_id);
    const busy = inflight.length > 0 || session.clients.isBusy(thread_id);
    if (!busy) return [];
    if (strategy === 'reject') {
      throw new ClientFailure(
        422,
        'The thread is running already. Wait for it to end, or choose another multitask_strategy.',
      );
    }
    if (strategy === 'enqueue')
      return [...inflight.map(({ over }) => over), session.clients.untilFree(thread_id)];
    const action = strategy === 'rollback' ? 'rollback' : 'interrupt';
    await Promise.all(inflight.map((run) => cancel(run, action)));
    await session.stop(thread_id);
    return [];
  };

  /** Throws 404 for a thread that is not there or not the client's. */
  const threadFor = (
    thread_id: string | undefined,
    payload: RunCreate,
    { graph_id, fits }: { graph_id: string; fits: Fits },
  ): string => {
    const metadata = { ...payload.metadata, graph_id } as Record<string, Json>;
    if (thread_id === undefined) return threads.create({ metadata }, fits).thread_id;
    if (payload.if_not_exists === 'create' && !threads.metadataOf(thread_id)) {
      return threads.create({ thread_id, metadata }, fits).thread_id;
    }
    threads.check(thread_id, fits);
    return thread_id;
  };

  /** A run of a thread that is gone is whose it was when it was created. */
  const isTheirs = ({ thread_id, metadata }: RunRecord, fits: Fits): boolean =>
    fits(threads.metadataOf(thread_id) ?? metadata);

  const find = (thread_id: string | undefined, run_id: string): LiveRun | undefined => {
    const run = live.get(run_id) ?? kept.get(run_id);
    return thread_id === undefined || run?.record.thread_id === thread_id ? run : undefined;
  };

  const get = (thread_id: string | undefined, run_id: string): RunRecord => {
    const record = find(thread_id, run_id)?.record ?? served.get<RunRecord>(KIND, run_id);
    if (record && (thread_id === undefined || record.thread_id === thread_id)) return record;
    throw noRun(run_id);
  };

  return {
    get,
    find,
    isTheirs,

    /** Throws 404 for one that is not the client's. */
    check(record: RunRecord, fits: Fits): void {
      if (!isTheirs(record, fits)) throw noRun(record.run_id);
    },

    /** Resolves when the run is accepted, before it has begun. `last`: the client waits for the values at the end. */
    async create(
      given: string | undefined,
      asked: RunCreate,
      { access, last = false }: { access: Access; last?: boolean },
    ): Promise<LiveRun> {
      const assistant = assistants.get(asked.assistant_id);
      const run_id = randomUUID();
      const { payload, fits } = await askToRun(access, {
        thread_id: given,
        assistant_id: assistant.assistant_id,
        run_id,
        payload: asked,
      });
      const thread_id = threadFor(given, payload, { graph_id: assistant.graph_id, fits });
      const multitask_strategy = payload.multitask_strategy ?? 'reject';
      const before = await makeRoom(thread_id, multitask_strategy);
      const now = new Date().toISOString();
      const { assistant_id: _, metadata, ...kwargs } = payload;
      const run = createLiveRun({
        assistant,
        payload,
        configurable: access.configurable,
        last,
        temporary: given === undefined && payload.on_completion !== 'keep',
        record: {
          run_id,
          thread_id,
          assistant_id: assistant.assistant_id,
          created_at: now,
          updated_at: now,
          status: 'pending',
          metadata: metadata ?? {},
          kwargs,
          multitask_strategy,
        },
      });
      live.set(run.record.run_id, run);
      listeners.forEach((listener) => listener(run));
      change(run, 'pending');
      const delay = payload.after_seconds ?? 0;
      if (delay > 0) before.push(after(delay * 1000));
      if (before.length === 0) void start(run);
      else void Promise.all(before).then(() => start(run));
      return run;
    },

    /** The values a run ends with, as JSON text. */
    async result({ log, over, record }: LiveRun): Promise<string> {
      // A temporary thread is gone when it is over.
      await over;
      const { thread_id } = record;
      return lastValues(log) ?? valuesAt(thread_id);
    },

    list(
      thread_id: string,
      query: { limit: number; offset: number; status?: string; metadata?: object },
    ): RunRecord[] {
      threads.info(thread_id);
      const { limit, offset, status, metadata = {} } = query;
      return served
        .list<RunRecord>(KIND, thread_id)
        .map((record) => live.get(record.run_id)?.record ?? orphaned(record))
        .filter(
          (record) => (!status || record.status === status) && contains(record.metadata, metadata),
        )
        .slice(offset, offset + limit);
    },

    /** Resolves when it has ended. A run that is over stays as it is. */
    async cancel(thread_id: string, run_id: string, action: 'interrupt' | 'rollback') {
      get(thread_id, run_id);
      const run = live.get(run_id);
      if (run) await cancel(run, action);
    },

    async cancelMany(fits: (record: RunRecord) => boolean, action: 'interrupt' | 'rollback') {
      const runs = [...live.values()].filter(({ record }) => fits(record));
      await Promise.all(runs.map((run) => cancel(run, action)));
    },

    delete(thread_id: string, run_id: string): void {
      get(thread_id, run_id);
      const run = live.get(run_id);
      if (run) throw new ClientFailure(409, 'The run is under way: cancel it first.');
      kept.delete(run_id);
      served.delete(KIND, run_id);
    },

    /** The server is closed: what has not begun does not, what stands still is over, the rest ends at its next stop. */
    leave() {
      left = true;
      kept.clear();
      const pending = [...live.values()].filter(({ record }) => record.status === 'pending');
      for (const run of pending) void cancel(run, 'interrupt');
      session.clients.leave();
      if (live.size === 0) stopListening();
    },

    /** Those of a thread whose streams are at hand, in the order they were created. */
    ofThread: (thread_id: string): LiveRun[] =>
      [...kept.values(), ...live.values()]
        .filter(({ record }) => record.thread_id === thread_id)
        .toSorted((a, b) => a.since - b.since),
    /** Hears of every run that is created; answers with what stops that. */
    onCreated(listener: (run: LiveRun) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },

    valuesOf: valuesAt,
    isBusy: (thread_id: string): boolean =>
      of(thread_id).length > 0 || session.clients.isBusy(thread_id),
  };
}
