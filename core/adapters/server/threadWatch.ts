import type { Client, Thread } from '@langchain/langgraph-sdk';
import type { AdapterEvent } from '../../protocol/debuggee.ts';
import type { MemoryLedger } from '../memoryLedger.ts';
import { statusOf } from './explain.ts';
import type { ServerHistory } from './serverHistory.ts';
import type { States } from './states.ts';
import { fingerprint, type ServerState } from './rows.ts';
import { whyStopped } from './whyStopped.ts';

export interface ThreadWatchOptions {
  client: Client;
  ledger: MemoryLedger;
  states: States;
  history: ServerHistory;
  isFollowed: (threadId: string) => boolean;
  emit: (event: AdapterEvent) => void;
  /** Milliseconds between two looks. */
  every: number;
}

/** Threads looked at each time: those that changed last. */
const LOOKED_AT = 20;

/**
 * Shows what other clients do on the server. It looks, and never joins a stream of theirs: a stream that is not
 * resumable is read once, and what we read they would miss.
 */
export function createThreadWatch(options: ThreadWatchOptions) {
  const { client, ledger, states, history, isFollowed, emit, every } = options;
  /** `updated_at` by thread, as last seen. */
  const seen = new Map<string, string>();
  /** Runs of others, by thread. */
  const theirs = new Map<string, string>();
  /** Threads whose runs of others were cancelled from here. */
  const cancelled = new Set<string>();
  /** Where what was done here has left each thread: why it stands there is known better than from what a server tells. */
  const left = new Map<string, string>();
  let timer: NodeJS.Timeout | undefined;
  let turn = 0;
  let isAway = false;

  /** A server that does not answer is asked again, and that it does is told. */
  const tellAway = (away: boolean) => {
    if (away !== isAway) emit({ type: 'responsive', responsive: !away });
    isAway = away;
  };

  const tellRows = async (threadId: string) => {
    const before = new Set(ledger.rows(threadId).map(({ checkpoint_id }) => checkpoint_id));
    await history.read(threadId);
    const rows = ledger.rows(threadId).toReversed();
    for (const row of rows) if (!before.has(row.checkpoint_id)) emit({ type: 'checkpoint', row });
    const tasks = ledger.tasks(threadId);
    if (rows.length > before.size && tasks.length > 0) {
      emit({ type: 'tasks', thread_id: threadId, tasks });
    }
  };

  const look = async (thread: Thread) => {
    const { thread_id, status, updated_at } = thread;
    const isNew = !ledger.known(thread_id);
    const known = history.infoOf(thread);
    const theirRun = theirs.get(thread_id);
    const isUnchanged =
      seen.get(thread_id) === updated_at && status !== 'busy' && theirRun === undefined;
    if (isFollowed(thread_id) || isUnchanged) {
      seen.set(thread_id, updated_at);
      return;
    }
    const isFirstLook = !seen.has(thread_id) && !isNew;
    seen.set(thread_id, updated_at);
    if (status === 'busy') {
      if (theirRun === undefined) {
        const run_id = `theirs:${thread_id}`;
        theirs.set(thread_id, run_id);
        emit({ type: 'thread', thread: known });
        emit({ type: 'runStarted', run_id, thread_id });
      }
      await tellRows(thread_id);
      return;
    }
    if (isFirstLook && theirRun === undefined && status === 'idle') return;
    const head = await states.head(thread_id).catch((error: unknown) => {
      // Python's server refuses to tell the state of a thread whose input was refused.
      if (theirRun !== undefined && statusOf(error) === 400) return undefined;
      throw error;
    });
    // A run from here has begun meanwhile.
    if (isFollowed(thread_id)) return;
    if (head && theirRun === undefined && left.get(thread_id) === fingerprint(head)) {
      emit({ type: 'thread', thread: ledger.thread(thread_id) });
      return;
    }
    const how = {
      breakpoints: [],
      cancelled: cancelled.delete(thread_id),
      isDone: () => false,
      finished: [],
    };
    const stopped = head ? whyStopped(head, how) : known.stopped;
    if (head && !isFirstLook) await tellRows(thread_id);
    if (theirRun !== undefined) {
      theirs.delete(thread_id);
      emit({ type: 'runEnded', run_id: theirRun, thread_id, ...(stopped && { stopped }) });
      return;
    }
    ledger.setStanding(thread_id, stopped ? { state: 'stopped', stopped } : { state: 'idle' });
    emit({ type: 'thread', thread: ledger.thread(thread_id) });
  };

  /** A thread with a run of others that is not among those that changed last, or not there any more. */
  const lookFor = async (threadId: string) => {
    try {
      await look(await client.threads.get(threadId));
    } catch (error) {
      const run_id = theirs.get(threadId);
      if (statusOf(error) !== 404 || run_id === undefined) return;
      theirs.delete(threadId);
      emit({ type: 'runEnded', run_id, thread_id: threadId });
    }
  };

  const round = async (graphId: string, mine: number): Promise<void> => {
    const threads = await client.threads
      .search({
        limit: LOOKED_AT,
        sortBy: 'updated_at',
        sortOrder: 'desc',
        metadata: { graph_id: graphId },
        select: ['thread_id', 'created_at', 'updated_at', 'metadata', 'status'],
      })
      .catch((error: unknown) => {
        if (mine === turn) tellAway(statusOf(error) === undefined);
        return undefined;
      });
    if (threads && mine === turn) tellAway(false);
    for (const thread of threads ?? []) {
      if (mine !== turn) return;
      await look(thread).catch(() => undefined);
    }
    const missed = [...theirs.keys()].filter(
      (threadId) => threads?.every(({ thread_id }) => thread_id !== threadId) ?? false,
    );
    for (const threadId of missed) if (mine === turn) await lookFor(threadId);
    if (mine === turn) schedule(graphId, mine);
  };

  const schedule = (graphId: string, mine: number) => {
    timer = setTimeout(() => void round(graphId, mine), every);
    timer.unref();
  };

  return {
    start(graphId: string) {
      turn += 1;
      isAway = false;
      clearTimeout(timer);
      schedule(graphId, turn);
    },
    stop() {
      turn += 1;
      clearTimeout(timer);
    },
    /** What was done here has left a thread at this head of it. */
    leaves(threadId: string, head: ServerState) {
      left.set(threadId, fingerprint(head));
      cancelled.delete(threadId);
    },
    /** Cancels what others run of a thread; that it has ended is seen as of any run of theirs. */
    async cancel(threadId: string): Promise<void> {
      const found = await Promise.all(
        (['running', 'pending'] as const).map((status) => client.runs.list(threadId, { status })),
      );
      if (found.flat().length > 0) cancelled.add(threadId);
      await Promise.all(
        found.flat().map(({ run_id }) => client.runs.cancel(threadId, run_id, false, 'interrupt')),
      );
    },
  };
}
